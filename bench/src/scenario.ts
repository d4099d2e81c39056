import type { Closers } from './closers.js';
import type { Measured } from './measure.js';
import { none, type Measurement, type Result } from './result.js';
import type { StandOptions } from './stand.js';
import { percentile } from './statistics.js';

/** How scenarios are run, whatever they measure. */
export interface Bench extends StandOptions {
  /** The stand's options as results name them. */
  readonly named: Readonly<Record<string, string>>;
  readonly closers: Closers;
  /** Tells a person what is being waited for. */
  readonly say: (line: string) => void;
}

/** One question that the bench answers. */
export interface Scenario {
  readonly name: string;
  readonly summary: string;
  /** The numbers that may be given on the command line, by the option's name, and what they are otherwise. */
  readonly numbers: Readonly<Record<string, number>>;
  /** An aim that is missed is a failure of the bench. */
  readonly exacting?: boolean;
  run(bench: Bench, numbers: Readonly<Record<string, number>>): Promise<Result>;
}

/** Ties the names of a scenario's numbers to what its `run` takes. */
export function defineScenario<N extends Readonly<Record<string, number>>>(scenario: {
  readonly name: string;
  readonly summary: string;
  readonly numbers: N;
  readonly exacting?: boolean;
  readonly run: (bench: Bench, numbers: { readonly [K in keyof N]: number }) => Promise<Result>;
}): Scenario {
  const { run, ...rest } = scenario;
  return { ...rest, run: (bench, numbers) => run(bench, { ...scenario.numbers, ...numbers }) };
}

/** Before anything is measured, this many events warm up compilers, pools and connections. */
export const warmUpEvents = 3_000;

/** Latency from 202 to received. */
export function latencies({ matched }: Measured): Measurement[] {
  return [
    { name: 'p50 from 202 to received', value: percentile(matched.latenciesMs, 0.5), unit: 'ms' },
    { name: 'p99 from 202 to received', value: percentile(matched.latenciesMs, 0.99), unit: 'ms' },
  ];
}

/** What must all be none, at any speed. */
export function faults({ load, matched }: Pick<Measured, 'load' | 'matched'>): Measurement[] {
  const refused = [...load.refusals.values()].reduce((sum, count) => sum + count, 0);
  return [
    none('deliveries lost', matched.lost),
    none('deliveries made twice', matched.duplicates),
    none('requests refused', refused),
    none('deliveries of events never answered with 202', matched.strangers),
  ];
}
