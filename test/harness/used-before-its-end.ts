import { setTimeout as sleep } from 'node:timers/promises';

/** How long what is made shall last, in milliseconds: longer where it was over before it could be used. */
const lives = [800, 4_000, 20_000];

/**
 * Makes something that ends at a moment given, with its first use, and waits for its end. What a slow machine came too
 * late to use is made again with more time.
 */
export async function usedBeforeItsEnd<Made>(make: (endsAt: Date) => Promise<Made>): Promise<Made> {
  for (const lifeMs of lives) {
    const endsAt = new Date(Date.now() + lifeMs);
    const made = await make(endsAt);
    const leftMs = endsAt.getTime() - Date.now();
    if (leftMs <= 0) continue;
    // A timer may be early by a millisecond.
    await sleep(leftMs + 2);
    return made;
  }
  throw new Error('too slow a machine to use anything before its end');
}
