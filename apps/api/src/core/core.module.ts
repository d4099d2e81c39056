import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Limits } from '#config';
import type { AttemptSender, EgressRules, HostLookup } from '#delivery';
import { LANE_WAKER, LanesModule, laneOpenMs, type LaneWaker, type QueueConnection, type WakeLog } from '#lanes';
import { KeyCabinet, type Database } from '#persistence';
import type { MasterKeys } from '#signing';
import type { RequestCounter } from '../rate-limits/request-counter.js';
import {
  ATTEMPT_SENDER,
  DATABASE,
  EGRESS_RULES,
  HOST_LOOKUP,
  KEY_CABINET,
  LIMITS,
  MASTER_KEYS,
  QUEUE_PING,
  REQUEST_COUNTER,
  RETENTION_DAYS,
} from './tokens.js';

/** Resolves once the queue answers; rejects when it does not. */
export type QueuePing = () => Promise<unknown>;

/** What the API stands on; made by whoever starts it. */
export interface CoreParts {
  readonly database: Database;
  readonly masterKeys: MasterKeys;
  readonly limits: Limits;
  readonly egressRules: EgressRules;
  readonly hostLookup: HostLookup;
  /** Makes the attempts of tests; deliveries are the dispatcher's. */
  readonly sender: AttemptSender;
  /** Counts the requests of those who are limited. */
  readonly counter: RequestCounter;
  readonly retentionDays: number;
  /** A queue to wake lanes through, or a waker that is there already. */
  readonly lanes: { readonly queue: QueueConnection; readonly log: WakeLog } | { readonly waker: LaneWaker };
}

@Global()
@Module({})
export class CoreModule {
  static forRoot({ lanes, ...parts }: CoreParts): DynamicModule {
    const queuePing: QueuePing = 'waker' in lanes ? () => Promise.resolve() : () => lanes.queue.ping();
    const values = [
      { provide: DATABASE, useValue: parts.database },
      { provide: MASTER_KEYS, useValue: parts.masterKeys },
      { provide: LIMITS, useValue: parts.limits },
      { provide: EGRESS_RULES, useValue: parts.egressRules },
      { provide: HOST_LOOKUP, useValue: parts.hostLookup },
      { provide: ATTEMPT_SENDER, useValue: parts.sender },
      { provide: REQUEST_COUNTER, useValue: parts.counter },
      { provide: RETENTION_DAYS, useValue: parts.retentionDays },
      { provide: QUEUE_PING, useValue: queuePing },
      { provide: KEY_CABINET, useValue: new KeyCabinet(parts.masterKeys) },
    ];
    return 'waker' in lanes
      ? {
          module: CoreModule,
          providers: [...values, { provide: LANE_WAKER, useValue: lanes.waker }],
          exports: [...values.map(({ provide }) => provide), LANE_WAKER],
        }
      : {
          module: CoreModule,
          imports: [LanesModule.forRoot({ connection: lanes.queue, quietMs: laneOpenMs, log: lanes.log })],
          providers: values,
          exports: values.map(({ provide }) => provide),
        };
  }
}
