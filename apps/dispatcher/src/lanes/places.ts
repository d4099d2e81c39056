import { Pace } from './pace.js';

/** What this dispatcher knows of a lane's server: it answers, nothing yet, or overload has left it a single request. */
export type Standing = 'coping' | 'unknown' | 'struggling';

const standings: readonly Standing[] = ['coping', 'unknown', 'struggling'];

/**
 * Lanes that may be open side by side, each with requests in flight: so many that are of this standing or of a worse
 * one. Whoever struggles leaves places to whoever is unknown, and both to those that cope.
 */
export type PlaceLimits = Readonly<Record<Standing, number>>;

const defaultLimits: PlaceLimits = { coping: 8_192, unknown: 6_144, struggling: 4_096 };

/** While this share of all places is taken they are scarce. */
const scarceShare = 3 / 4;

/** Gives the place back. */
export type Leave = () => void;

/**
 * The places of one dispatcher. A lane with a slow server holds its place for as long as a time-out, so places are what
 * dead endpoints could take from everybody: those that struggle get half of them at most, and each in its turn.
 */
export class Places {
  readonly #taken: Record<Standing, number> = { coping: 0, unknown: 0, struggling: 0 };
  readonly #lines: Record<Standing, ((leave: Leave | undefined) => void)[]> = {
    coping: [],
    unknown: [],
    struggling: [],
  };

  constructor(
    private readonly stopped: AbortSignal,
    private readonly limits = defaultLimits,
    private readonly pace: Pick<Pace, 'turn'> = new Pace(stopped),
  ) {
    stopped.addEventListener('abort', () => {
      for (const standing of standings) {
        for (const resolve of this.#lines[standing].splice(0)) resolve(undefined);
      }
    });
  }

  /** So many are taken, or somebody who does not struggle is waiting: who can do without a place should give it back. */
  get isScarce(): boolean {
    if (this.#lines.coping.length + this.#lines.unknown.length > 0) return true;
    return this.#takenBy(standings) >= this.limits.coping * scarceShare;
  }

  /** Waits for a place; undefined when the dispatcher stops. */
  async take(standing: Standing): Promise<Leave | undefined> {
    if (standing === 'struggling') await this.pace.turn();
    if (this.stopped.aborted) return undefined;
    if (this.#hasRoom(standing)) return this.#enter(standing);
    return new Promise((resolve) => this.#lines[standing].push(resolve));
  }

  #enter(standing: Standing): Leave {
    this.#taken[standing] += 1;
    return () => {
      this.#taken[standing] -= 1;
      this.#admit();
    };
  }

  #admit(): void {
    for (const standing of standings) {
      while (this.#lines[standing].length > 0 && this.#hasRoom(standing)) {
        this.#lines[standing].shift()?.(this.#enter(standing));
      }
    }
  }

  #hasRoom(wanted: Standing): boolean {
    return standings
      .slice(0, standings.indexOf(wanted) + 1)
      .every((standing) => this.#takenBy(standings.slice(standings.indexOf(standing))) < this.limits[standing]);
  }

  #takenBy(some: readonly Standing[]): number {
    return some.reduce((sum, standing) => sum + this.#taken[standing], 0);
  }
}
