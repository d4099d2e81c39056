/** Length of the windows in which requests are counted, in seconds: what was not asked for in one is not saved up. */
export const windowSeconds = 10;

/** The library wants to be told how many are too many; here that differs from name to name and is judged elsewhere. */
export const anyNumber = 1;

export interface WindowCount {
  /** Requests in this window, the one that was just counted among them. */
  readonly used: number;
  /** Milliseconds until the window ends. */
  readonly endsInMs: number;
}

/** Counts requests in windows of `windowSeconds`, each beginning with the first request of its name. */
export interface RequestCounter {
  /** Never rejects: a request is not refused because it cannot be counted. */
  count(name: string): Promise<WindowCount>;
}
