import type { Product } from './traffic.js';

/** A status that is answered, or no answer at all. */
export type Mood = number | 'stalled';

/**
 * What goes wrong at each product's receiver. `share` is how much of the demo has passed, 0 to 1; `requests` counts
 * what the receiver got. Everybody recovers: after three quarters of the demo all is well.
 */
const moods: Readonly<Record<Product, (share: number, requests: number) => Mood>> = {
  // Stumbles now and then.
  gridio: (_share, requests) => (requests % 10 === 0 ? 500 : 200),
  // Is down for a while, deployment gone wrong.
  munity: (share) => (share > 0.3 && share < 0.6 ? 503 : 200),
  // Answers 201, which is no success to this contract.
  grow: (_share, requests) => (requests % 8 === 0 ? 201 : 200),
  // Takes the connection and never answers.
  grid: (share) => (share > 0.3 && share < 0.5 ? 'stalled' : 200),
  // Fails one event in a while, behind which the others wait.
  customerio: (_share, requests) => (requests % 15 === 0 ? 503 : 200),
};

const recoveredAt = 0.75;

export function moodOf(product: Product, share: number, requests: number): Mood {
  return share > recoveredAt ? 200 : moods[product](share, requests);
}
