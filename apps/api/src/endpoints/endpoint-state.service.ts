import { Inject, Injectable } from '@nestjs/common';
import { LANE_WAKER, type LaneWaker } from '#lanes';
import { cancelOwedDeliveries, keepLatestDeliveries, type Database } from '#persistence';
import type { ApplicationRef } from '../applications/application-lookup.js';
import { DATABASE } from '../core/tokens.js';
import { EndpointLookup } from './endpoint-lookup.js';
import type { EndpointDto } from './endpoints.dto.js';
import { toDto } from './endpoints.service.js';

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
  async pause(application: ApplicationRef, id: string, reason?: string): Promise<EndpointDto> {
    const { id: uuid } = await this.lookup.find(application, id);
    await this.database.prisma.endpoint.updateMany({
      where: { id: uuid, state: 'active' },
      data: { state: 'paused', stateReason: reason ?? null, stateSince: new Date() },
    });
    return toDto(await this.lookup.find(application, id));
  }

  /** The backlog is settled first, while nothing is sent; failures before the resumption count no more. */
  async resume(application: ApplicationRef, id: string, backlog: Backlog): Promise<EndpointDto> {
    const { prisma, reads } = this.database;
    const held = await this.lookup.find(application, id);
    if (held.state === 'active') return toDto(held);
    if (backlog === 'discard') await cancelOwedDeliveries(reads, held.id, 'discarded');
    if (backlog === 'latest') await keepLatestDeliveries(reads, held.id);
    await prisma.$transaction([
      prisma.endpointHealth.deleteMany({ where: { endpointId: held.id } }),
      prisma.endpoint.updateMany({
        where: { id: held.id },
        data: { state: 'active', stateReason: null, stateSince: new Date() },
      }),
    ]);
    this.waker.wake([held.id]);
    return toDto(await this.lookup.find(application, id));
  }
}
