import { maskUrl } from '#delivery';
import {
  announceFailingEndpoints,
  disableEndpoint,
  disableFailingEndpoints,
  publicId,
  recordAuditEntry,
  systemAuthor,
  type AuditedChange,
  type Database,
  type FailingEndpoint,
} from '#persistence';
import type { OperatorEvents } from './operator-events.js';

const author = systemAuthor('dispatcher');

type DisabledEndpoint = Pick<FailingEndpoint, 'endpointId' | 'applicationId' | 'url'>;

/** An endpoint that has failed everything for so long is announced, in seconds. */
const announceAfterSeconds = 2.5 * 24 * 3600;

/** One that has failed everything for so long since it was announced is disabled: after five days in all. */
const disableAfterSeconds = 2.5 * 24 * 3600;

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

  /**
   * Looks for endpoints that have failed everything for days. Days without anything to send are not held against one:
   * it takes a failure at the end of the time, too. Safe to run in several dispatchers at once.
   */
  async check(): Promise<void> {
    const db = this.database.reads;
    for (const endpoint of await announceFailingEndpoints(db, announceAfterSeconds)) {
      await this.events.emit('endpoint.failing', {
        ...identity(endpoint),
        failingSince: endpoint.failingSince.toISOString(),
        disabledAt: new Date(endpoint.announcedAt.getTime() + disableAfterSeconds * 1000).toISOString(),
      });
    }
    for (const endpoint of await this.#disableFailing()) {
      await this.#tell(endpoint, reasonOf(endpoint));
    }
  }

  /** The receiver said that it is gone for good (410). */
  async disableGone(endpointId: string): Promise<void> {
    const reason = 'the receiver answered 410 Gone';
    const disabled = await this.database.transaction(async (transaction) => {
      const endpoint = await disableEndpoint(transaction, endpointId, reason);
      if (endpoint !== undefined) await recordAuditEntry(transaction, author, audited(endpoint, reason));
      return endpoint;
    });
    if (disabled !== undefined) await this.#tell(disabled, reason);
  }

  #disableFailing(): Promise<FailingEndpoint[]> {
    return this.database.transaction(async (transaction) => {
      const disabled = await disableFailingEndpoints(transaction, disableAfterSeconds);
      for (const endpoint of disabled) {
        await recordAuditEntry(transaction, author, audited(endpoint, reasonOf(endpoint)));
      }
      return disabled;
    });
  }

  async #tell(endpoint: DisabledEndpoint, reason: string): Promise<void> {
    this.log.warn({ endpointId: publicId('endpoint', endpoint.endpointId), reason }, 'endpoint disabled');
    await this.events.emit('endpoint.disabled', { ...identity(endpoint), reason });
  }
}

function reasonOf({ failingSince }: FailingEndpoint): string {
  return `every attempt has failed since ${failingSince.toISOString()}`;
}

function audited({ endpointId, applicationId }: DisabledEndpoint, reason: string): AuditedChange {
  return {
    action: 'endpoint.disable',
    resource: { type: 'endpoint', id: publicId('endpoint', endpointId) },
    applicationId,
    changes: { state: { before: 'active', after: 'disabled' }, stateReason: { after: reason } },
  };
}

/** The URL goes to the operator, whose business the credentials in it are not. */
function identity(endpoint: DisabledEndpoint) {
  return {
    endpointId: publicId('endpoint', endpoint.endpointId),
    applicationId: publicId('application', endpoint.applicationId),
    url: maskUrl(endpoint.url),
  };
}
