/** How long a wake-up may be taken to be on its way, in milliseconds: then its lane is woken again like any other. */
const patienceMs = 10_000;

/** Lanes that are woken again before that, in one sweep. */
const maxImpatient = 100;

/**
 * Which lanes a sweep wakes. Those that it woke in earlier sweeps are most likely waiting in the queue still, and adding
 * them once more costs as much as draining them: with thousands due, on a machine short of time, the queue did nothing
 * else. A few of them are woken all the same, the longest ago first, because the queue may have lost them; where few
 * are due that is all of them.
 */
export class Rewakes {
  #wokenAt = new Map<string, number>();

  /** Of the lanes that are due and shut. `nowMs` is a monotonic time in milliseconds. */
  choose(lanes: readonly string[], nowMs: number): string[] {
    const waiting = new Map<string, number>();
    for (const id of lanes) {
      const wokenAt = this.#wokenAt.get(id);
      if (wokenAt !== undefined && nowMs - wokenAt < patienceMs) waiting.set(id, wokenAt);
    }
    const again = [...waiting].sort(([, a], [, b]) => a - b).slice(0, maxImpatient);
    const chosen = [...lanes.filter((id) => !waiting.has(id)), ...again.map(([id]) => id)];
    // A lane that was open in between is none of them: it has had its turn.
    this.#wokenAt = waiting;
    for (const id of chosen) waiting.set(id, nowMs);
    return chosen;
  }
}
