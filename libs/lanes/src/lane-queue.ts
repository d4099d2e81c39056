/** The port between those who make work due and those who drain it. The queue carries hints; Postgres is the truth. */
export interface LaneWaker {
  /**
   * Tells that these endpoints have something due. Never throws and never waits: a wake-up that is lost is found by
   * the next sweep.
   */
  wake(endpointIds: Iterable<string>): void;
}

/** Drains one lane. At any time at most one drain of an endpoint runs, over all dispatchers. */
export type DrainLane = (endpointId: string) => Promise<void>;
