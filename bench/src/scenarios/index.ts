import type { Scenario } from '../scenario.js';
import { drain } from './drain.js';
import { fanOut } from './fan-out.js';
import { filters } from './filters.js';
import { growth } from './growth.js';
import { isolation } from './isolation.js';
import { latency } from './latency.js';
import { listing } from './listing.js';
import { memory } from './memory.js';
import { redelivery } from './redelivery.js';
import { throughput } from './throughput.js';

export const scenarios: readonly Scenario[] = [
  throughput,
  fanOut,
  latency,
  isolation,
  growth,
  drain,
  memory,
  filters,
  listing,
  redelivery,
];

interface Choice {
  readonly scenario: Scenario;
  readonly numbers: Readonly<Record<string, number>>;
}

/** What `all` runs. */
export const everything: readonly Choice[] = [
  { scenario: throughput, numbers: { endpoints: 1 } },
  { scenario: throughput, numbers: { endpoints: 100 } },
  { scenario: throughput, numbers: { endpoints: 1_000 } },
  { scenario: fanOut, numbers: {} },
  { scenario: latency, numbers: {} },
  { scenario: isolation, numbers: {} },
  { scenario: growth, numbers: {} },
  { scenario: drain, numbers: {} },
  { scenario: memory, numbers: {} },
  { scenario: filters, numbers: {} },
  { scenario: listing, numbers: {} },
  { scenario: redelivery, numbers: {} },
];
