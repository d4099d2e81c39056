import type { Scenario } from '../scenario.js';
import { fanOut } from './fan-out.js';
import { latency } from './latency.js';
import { throughput } from './throughput.js';

export const scenarios: readonly Scenario[] = [throughput, fanOut, latency];

/** What `all` runs, each on both queues. */
export const everything: readonly {
  readonly scenario: Scenario;
  readonly numbers: Readonly<Record<string, number>>;
}[] = [
  { scenario: throughput, numbers: { endpoints: 1 } },
  { scenario: throughput, numbers: { endpoints: 100 } },
  { scenario: throughput, numbers: { endpoints: 1_000 } },
  { scenario: fanOut, numbers: {} },
  { scenario: latency, numbers: {} },
];
