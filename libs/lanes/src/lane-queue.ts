/** The port between those who make work due and those who drain it. The queue carries hints; Postgres is the truth. */
export interface LaneWaker {
  /**
   * Tells that these endpoints have something due. Never throws and never waits: a wake-up that is lost is found by
   * the next sweep.
   */
  wake(endpointIds: Iterable<string>): void;
}

/**
 * How long a drain keeps a lane open, in milliseconds, even when nothing is due: long enough that a busy lane costs
 * the queue one job in two seconds, short enough that edited settings take effect soon and other lanes get a turn.
 */
export const laneSliceMs = 2_000;

/**
 * How long after a job a lane that is woken again needs no other, in milliseconds. Well below the slice: the lane
 * opens after the job was added, and stays open for a whole slice.
 */
export const laneQuietMs = 1_500;
