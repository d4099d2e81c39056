import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** What the heap may come to between two full collections, in bytes. */
const targetBytes = 112 << 20;

/** By how much of what is alive it may grow at least and at most, in percent. */
const [minPercent, maxPercent] = [20, 100];

/** Between two looks, in milliseconds: shorter than thousands of lanes take to open. */
const intervalMs = 250;

/** By how much a heap that holds so much may grow before it is collected, in percent. */
export function growthPercent(usedBytes: number): number {
  const untilTarget = Math.floor((targetBytes / usedBytes - 1) * 100);
  return Math.min(maxPercent, Math.max(minPercent, untilTarget));
}

/**
 * Bounds how far the heap grows between two full collections. Thousands of endpoints that time out together leave
 * hundreds of megabytes of garbage within a second, and left to itself the heap grows to hold it: 490 MiB resident for
 * 4,000 requests in flight, of which 120 were alive. Collecting after a fifth of growth keeps it below 300. A small
 * heap may double: each full collection stops the process for some 20 ms, and those of a dispatcher with a thousand
 * requests in flight were what the slowest hundredth of its deliveries waited for.
 */
export function boundHeapGrowth(): void {
  let percent = 0;
  const bound = (): void => {
    const next = growthPercent(getHeapStatistics().used_heap_size);
    if (next === percent) return;
    percent = next;
    setFlagsFromString(`--heap-growing-percent=${percent}`);
  };
  bound();
  setInterval(bound, intervalMs).unref();
}
