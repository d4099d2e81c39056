import { Inject, Injectable } from '@nestjs/common';
import { LANE_WAKER, type LaneWaker } from '#lanes';
import {
  cancelOwedDeliveries,
  keepLatestDeliveries,
  publicId,
  recordAuditEntry,
  restartPolicies,
  type Author,
  type Database,
} from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { DATABASE } from '../core/tokens.js';
import { auditedEndpoint } from './audited-endpoint.js';
import type { EndpointRow } from './endpoint-fields.js';
import { EndpointLookup, lockEndpoint, withSubscriptions } from './endpoint-lookup.js';
import type { EndpointDto } from './endpoints.dto.js';
import { toDto } from './endpoint-to-dto.js';

/** What becomes of the deliveries that were held: all are sent, or the newest of each ordering key or type, or none. */
export type Backlog = 'send' | 'latest' | 'discard';

/** Pauses and resumes endpoints. Deliveries to one that is not active are held, not dropped. */
@Injectable()
export class EndpointStateService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LANE_WAKER) private readonly waker: LaneWaker,
    private readonly lookup: EndpointLookup,
  ) {}

  /** One that the platform has disabled stays so: it is not sent to either way, and the reason is worth keeping. */
  async pause(author: Author, application: ApplicationRef, id: string, reason?: string): Promise<EndpointDto> {
    const { id: uuid } = await this.lookup.find(application, id);
    const row = await this.database.change(async (transaction) => {
      const before = await lockEndpoint(transaction, uuid);
      if (before.state !== 'active') return before;
      const data = { state: 'paused', stateReason: reason ?? null, stateSince: new Date() };
      const paused = await transaction.endpoint.update({ where: { id: uuid }, data, include: withSubscriptions });
      await recordAuditEntry(transaction, author, auditedEndpoint('endpoint.pause', before, paused));
      return paused;
    });
    return toDto(row);
  }

  /**
   * The backlog is settled first, while nothing is sent; failures before the resumption count no more. What is left of
   * it has the attempts and the window of its retry policy before it: it was held, and not tried in vain.
   */
  async resume(author: Author, application: ApplicationRef, id: string, backlog: Backlog): Promise<EndpointDto> {
    const held = await this.lookup.find(application, id);
    if (held.state === 'active') return toDto(held);
    await this.#settle(author, held, backlog);
    await restartPolicies(this.database.reads, held.id);
    const row = await this.database.change(async (transaction) => {
      const before = await lockEndpoint(transaction, held.id);
      if (before.state === 'active') return before;
      await transaction.endpointHealth.deleteMany({ where: { endpointId: held.id } });
      const data = { state: 'active', stateReason: null, stateSince: new Date() };
      const resumed = await transaction.endpoint.update({ where: { id: held.id }, data, include: withSubscriptions });
      await recordAuditEntry(transaction, author, auditedEndpoint('endpoint.resume', before, resumed));
      return resumed;
    });
    this.waker.wake([held.id]);
    return toDto(row);
  }

  /** In many transactions where much is owed, so the entry stands before the first of them. */
  async #settle(author: Author, { id, applicationId }: EndpointRow, backlog: Backlog): Promise<void> {
    if (backlog === 'send') return;
    const { reads } = this.database;
    await recordAuditEntry(reads, author, {
      action: 'backlog.settle',
      resource: { type: 'endpoint', id: publicId('endpoint', id) },
      applicationId,
      changes: { backlog: { after: backlog } },
    });
    if (backlog === 'discard') await cancelOwedDeliveries(reads, id, 'discarded');
    else await keepLatestDeliveries(reads, id);
  }
}
