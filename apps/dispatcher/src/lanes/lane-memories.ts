import type { LanePosition } from '#persistence';
import { ConcurrencyWindow } from './concurrency-window.js';
import { Crowd } from './crowd.js';
import type { Standing } from './places.js';
import { TokenBucket } from './token-bucket.js';
import type { Lane } from './lane.js';

/** Lanes that are remembered; some hundred bytes each. */
const maxRemembered = 50_000;

/** What this dispatcher has learned of an endpoint, kept between drains. */
export interface LaneMemory {
  readonly window: ConcurrencyWindow;
  readonly bucket: TokenBucket;
  /** Where the lane was read up to, and when it was last read from its start (performance.now). */
  progress: { readonly position: LanePosition; readonly fromStartAt: number } | undefined;
}

/** Forgets the longest unused lane first; a lane that is forgotten or moves here begins anew. */
export class LaneMemories {
  readonly #memories = new Map<string, LaneMemory>();
  readonly #crowd = new Crowd();

  standingOf(endpointId: string): Standing {
    return this.#memories.get(endpointId)?.window.standing ?? 'unknown';
  }

  of(lane: Lane): LaneMemory {
    const memory = this.#memories.get(lane.endpointId) ?? {
      window: new ConcurrencyWindow(lane.maxConcurrency, this.#crowd),
      bucket: new TokenBucket(),
      progress: undefined,
    };
    this.#memories.delete(lane.endpointId);
    this.#memories.set(lane.endpointId, memory);
    memory.window.cap(lane.maxConcurrency);
    memory.bucket.limit(lane.rateLimit);
    const [longestUnused] = this.#memories.keys();
    if (this.#memories.size > maxRemembered && longestUnused !== undefined) this.#memories.delete(longestUnused);
    return memory;
  }
}
