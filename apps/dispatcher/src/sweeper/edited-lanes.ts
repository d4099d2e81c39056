import {
  cancelOwedDeliveries,
  findLaneEdits,
  forgetLaneEdit,
  publicId,
  reorderLane,
  type Database,
  type LaneEdit,
} from '#persistence';

/** Between two rounds, in milliseconds: how long a delivery may seem pending that nobody will send, or wait in no order. */
export const editedLanesIntervalMs = 10_000;

export interface EditedLanesLog {
  info(fields: object, message: string): void;
}

/**
 * Sees to events that were being accepted while an endpoint of theirs was deleted or its ordering edited: what they owe
 * to one that is gone is cancelled, and what they owe to one of another ordering follows it, or a FIFO lane would never
 * find it. Round after round, until no event can have missed the edit.
 */
export class EditedLanes {
  constructor(
    private readonly database: Database,
    private readonly log: EditedLanesLog,
  ) {}

  async settle(): Promise<void> {
    for (const edit of await findLaneEdits(this.database.reads)) {
      if (edit.isDeleted) await this.#cancelOwed(edit);
      else await reorderLane(this.database.prisma, edit.endpointId);
      if (edit.isPast) await forgetLaneEdit(this.database.reads, edit);
    }
  }

  async #cancelOwed({ endpointId }: LaneEdit): Promise<void> {
    const cancelled = await cancelOwedDeliveries(this.database.reads, endpointId, 'cancelled');
    if (cancelled === 0) return;
    this.log.info(
      { endpointId: publicId('endpoint', endpointId), cancelled },
      'deliveries to a deleted endpoint cancelled',
    );
  }
}
