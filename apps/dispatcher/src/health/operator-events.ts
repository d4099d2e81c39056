import {
  matchingPatterns,
  operatorApplicationUid,
  platformCategory,
  type PlatformEventName,
  type PlatformEventPayload,
} from '#events';
import type { LaneWaker } from '#lanes';
import { ingestEvents, newUuid, type Database } from '#persistence';

/** Emits the platform's own events of endpoints into the operator's application. */
export class OperatorEvents {
  constructor(
    private readonly database: Database,
    private readonly waker: LaneWaker,
  ) {}

  async emit<Name extends PlatformEventName>(type: Name, payload: PlatformEventPayload<Name>): Promise<void> {
    const application = await this.database.prisma.application.findUnique({ where: { uid: operatorApplicationUid } });
    // The API does not delete it; whoever did so in SQL does not want to be told.
    if (application === null) return;
    const [ingested] = await ingestEvents(this.database.hot, [
      {
        id: newUuid(),
        applicationId: application.id,
        type,
        patterns: matchingPatterns(type, platformCategory),
        payload: JSON.stringify(payload),
        occurredAt: new Date(),
      },
    ]);
    if (ingested === undefined) return;
    this.waker.wake(ingested.shutLanes);
    this.waker.poke(ingested.openLanes);
  }
}
