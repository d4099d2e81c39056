/** The port between those who make work due and those who drain it. The queue carries hints; Postgres is the truth. */
export interface LaneWaker {
  /**
   * Tells that these endpoints have something due. Never throws and never waits: a wake-up that is lost is found by
   * the next sweep.
   */
  wake(endpointIds: Iterable<string>): void;
  /** The same for lanes that are open just now, as the database says: told to whoever has them, without a job. */
  poke(endpointIds: Iterable<string>): void;
}

/**
 * How long a drain keeps a lane open, in milliseconds, even when nothing is due; then one that is at work reads its
 * settings again and goes on. Short enough that edited settings take effect soon.
 */
export const laneSliceMs = 2_000;

/**
 * How long a lane that was woken or opened can be counted on to look again, in milliseconds: until then it needs no
 * job. Well below the slice, of which it is open for the whole.
 */
export const laneOpenMs = 1_500;
