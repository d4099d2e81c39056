import {
  announceFailingEndpoints,
  disableEndpoint,
  disableFailingEndpoints,
  publicId,
  type Database,
  type FailingEndpoint,
} from '#persistence';
import type { OperatorEvents } from './operator-events.js';

/** An endpoint that has failed everything for so long is disabled, in seconds. */
const disableAfterSeconds = 5 * 24 * 3600;

/** Share of that time after which it is announced. */
const announceAt = 0.5;

/** Between two looks for endpoints that have failed for long, in milliseconds. */
export const healthIntervalMs = 60_000;

export interface HealthLog {
  warn(fields: object, message: string): void;
}

/** Disables endpoints that nothing reaches any more, and tells the operator. What they are owed is held. */
export class EndpointDisabler {
  constructor(
    private readonly database: Database,
    private readonly events: OperatorEvents,
    private readonly log: HealthLog,
  ) {}

  /** Looks for endpoints that have failed everything for days. Safe to run in several dispatchers at once. */
  async check(): Promise<void> {
    const db = this.database.reads;
    for (const endpoint of await announceFailingEndpoints(db, disableAfterSeconds * announceAt)) {
      await this.events.emit('endpoint.failing', {
        ...identity(endpoint),
        failingSince: endpoint.failingSince.toISOString(),
        disabledAt: new Date(endpoint.failingSince.getTime() + disableAfterSeconds * 1000).toISOString(),
      });
    }
    for (const endpoint of await disableFailingEndpoints(db, disableAfterSeconds)) {
      await this.#tell(endpoint, `every attempt has failed since ${endpoint.failingSince.toISOString()}`);
    }
  }

  /** The receiver said that it is gone for good (410). */
  async disableGone(endpointId: string): Promise<void> {
    const reason = 'the receiver answered 410 Gone';
    const disabled = await disableEndpoint(this.database.reads, endpointId, reason);
    if (disabled !== undefined) await this.#tell(disabled, reason);
  }

  async #tell(endpoint: Pick<FailingEndpoint, 'endpointId' | 'applicationId' | 'url'>, reason: string): Promise<void> {
    this.log.warn({ endpointId: publicId('endpoint', endpoint.endpointId), reason }, 'endpoint disabled');
    await this.events.emit('endpoint.disabled', { ...identity(endpoint), reason });
  }
}

function identity(endpoint: Pick<FailingEndpoint, 'endpointId' | 'applicationId' | 'url'>) {
  return {
    endpointId: publicId('endpoint', endpoint.endpointId),
    applicationId: publicId('application', endpoint.applicationId),
    url: endpoint.url,
  };
}
