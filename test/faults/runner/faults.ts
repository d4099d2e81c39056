import { clockOff } from '../clock-off.js';
import { drainOnSigterm } from '../drain-on-sigterm.js';
import { killApi } from '../kill-api.js';
import { killBoth } from '../kill-both.js';
import { killDispatcher } from '../kill-dispatcher.js';
import { longTransaction } from '../long-transaction.js';
import { postgresKilled } from '../postgres-killed.js';
import { postgresStopped } from '../postgres-stopped.js';
import { receiverCut } from '../receiver-cut.js';
import { redisFlushed } from '../redis-flushed.js';
import { redisGone } from '../redis-gone.js';
import { redisStopped } from '../redis-stopped.js';
import { takeOver } from '../take-over.js';
import { tenfoldLoad } from '../tenfold-load.js';
import { unparseableRow } from '../unparseable-row.js';
import type { Fault } from './fault.js';

export const faults: readonly Fault[] = [
  killDispatcher,
  killApi,
  killBoth,
  takeOver,
  drainOnSigterm,
  postgresStopped,
  postgresKilled,
  redisFlushed,
  redisStopped,
  redisGone,
  receiverCut,
  longTransaction,
  unparseableRow,
  tenfoldLoad,
  clockOff,
];
