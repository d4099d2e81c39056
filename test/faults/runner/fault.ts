import type { Queue } from '../../../bench/src/stand.js';
import type { Scene } from './scene.js';

export interface DispatcherSettings {
  /** How far this dispatcher's clock is off, in milliseconds. */
  readonly clockSkewMs?: number;
}

/** One thing that goes wrong while load is running. */
export interface Fault {
  readonly name: string;
  readonly summary: string;
  /** The queues that it is tried on, each in a run of its own. */
  readonly queues: readonly Queue[];
  readonly dispatchers: readonly DispatcherSettings[];
  /** How many of the endpoints stand behind a proxy that can cut them off. */
  readonly cuttable?: number;
  /** Events per second before the fault, while it lasts and after it; 200 unless it says so. */
  readonly perSecond?: number;
  /** Lets it happen; resolves when whatever was broken is whole again, or as whole as it is going to be. */
  strike(scene: Scene): Promise<void>;
}
