import {
  createPartitions,
  deleteEndedPortalSessions,
  dropEndpointHours,
  dropIdempotencyKeys,
  dropPartitions,
  dropRedeliveries,
  type Database,
} from '#persistence';

/** Between two rounds, in milliseconds. Partitions are made a week ahead, so many rounds may fail unnoticed. */
export const keepIntervalMs = 3_600_000;

export interface PartitionLog {
  info(fields: object, message: string): void;
}

/**
 * Makes the partitions of the coming days, drops those whose retention is over and of which nothing is owed, with the
 * counts of their hours, forgets idempotency keys whose day is over and deletes portal sessions that have expired.
 */
export class PartitionKeeper {
  constructor(
    private readonly database: Database,
    private readonly retentionDays: number,
    private readonly log: PartitionLog,
  ) {}

  async keep(): Promise<void> {
    await createPartitions(this.database.reads);
    const dropped = await dropPartitions(this.database.reads, this.retentionDays);
    await dropRedeliveries(this.database.reads, this.retentionDays);
    if (dropped.length > 0) this.log.info({ dropped }, 'partitions dropped');
    await dropEndpointHours(this.database.reads, this.retentionDays);
    await dropIdempotencyKeys(this.database.reads);
    await deleteEndedPortalSessions(this.database.reads);
  }
}
