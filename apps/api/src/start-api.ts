import type { Config } from '#config';
import { AttemptSender, HostLookup, egressRules, type EgressRules } from '#delivery';
import { LanesModule, openQueue, queueReady, type LaneWaker } from '#lanes';
import { checkMasterKeys, openDatabase } from '#persistence';
import { parseMasterKeys } from '#signing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { pino, type Logger } from 'pino';
import type { CoreParts } from './core/core.module.js';
import { createApp } from './create-app.js';
import { openRequestCounter } from './rate-limits/open-request-counter.js';

export interface RunningApi {
  /** Where it listens, `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Takes no request any more, answers those under way, then disconnects. */
  close(): Promise<void>;
}

export interface ApiOptions {
  /** Wakes lanes instead of the queue that the configuration names. */
  readonly waker?: LaneWaker;
  /** Asks other DNS servers than those of the system. */
  readonly hostLookup?: HostLookup;
}

/**
 * Starts the REST API.
 *
 * @throws when a master key is malformed or missing, the database or the queue cannot be reached, or the address
 * cannot be listened on.
 */
export async function startApi(config: Config, options: ApiOptions = {}): Promise<RunningApi> {
  const masterKeys = parseMasterKeys(config.masterKeys);
  const logger = pino({ name: 'api', level: config.logLevel, redact: ['req.headers.authorization'] });
  const database = openDatabase({ ...config.database, applicationName: 'postrider-api' });
  const requests = openRequestCounter(config, logger);
  const lanes = openLanes(config, options, logger);
  const rules = egressRulesOf(config);
  const { hostLookup = new HostLookup() } = options;
  const sender = new AttemptSender({ rules, lookup: hostLookup });
  let app: NestFastifyApplication | undefined;
  const close = async () => {
    await app?.close();
    await sender.close();
    await lanes.close();
    requests.close();
    await database.close();
  };
  try {
    await checkMasterKeys(database.reads, masterKeys);
    const parts: CoreParts = {
      database,
      masterKeys,
      limits: config.limits,
      egressRules: rules,
      hostLookup,
      sender,
      counter: requests.counter,
      retentionDays: config.retentionDays,
      lanes: lanes.parts,
    };
    app = await createApp(parts, config, logger);
    if (options.waker === undefined) await queueReady([LanesModule.queueOf(app)]);
    await app.listen({ ...config.http });
    return { url: urlOf(app), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openLanes(
  config: Config,
  { waker }: ApiOptions,
  log: Logger,
): { readonly parts: CoreParts['lanes']; close(): Promise<void> } {
  if (waker !== undefined) return { parts: { waker }, close: () => Promise.resolve() };
  const queue = openQueue(config, 'waker');
  return {
    parts: { queue, log },
    close: () => queue.close(),
  };
}

function egressRulesOf({ egress, http }: Config): EgressRules {
  return egressRules({ ...egress, ownHosts: [...egress.ownHosts, ...listeningHosts(http)] });
}

/** An endpoint that points back here would answer every delivery with a refusal, for ever. */
function listeningHosts({ host, port }: Config['http']): Config['egress']['ownHosts'] {
  return port === 0 ? [] : [host, 'localhost', '127.0.0.1', '::1'].map((name) => ({ host: name, port }));
}

function urlOf(app: NestFastifyApplication): string {
  const { address, family, port } = app.getHttpServer().address() as AddressInfo;
  const local = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return `http://${family === 'IPv6' ? `[${local}]` : local}:${port}`;
}
