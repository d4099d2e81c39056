import type { FunctionCost } from './profile/cpu-profile.js';
import type { CommandCost } from './profile/redis-commands.js';
import type { StatementCost } from './profile/statements.js';
import type { Usage } from './process-usage.js';

export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it must be, and whether it is, where that was promised. */
  readonly aim?: { readonly text: string; readonly holds: boolean };
  /** What else was seen of it: numbers with their unit in the name, and texts. */
  readonly beside?: Readonly<Record<string, number | string>>;
}

export interface ProcessProfile {
  readonly process: string;
  /** Not idle while the load and its deliveries ran, in milliseconds as the sampler saw them. */
  readonly busyMs: number;
  readonly packages: readonly FunctionCost[];
  readonly functions: readonly FunctionCost[];
}

export interface Profile {
  /** Where the `.cpuprofile` files lie, for the developer tools of a browser. */
  readonly directory: string;
  readonly processes: readonly ProcessProfile[];
  readonly statements: readonly StatementCost[];
  /** None when the queue is in Postgres. */
  readonly redisCommands: readonly CommandCost[];
}

/** What one run of a scenario found. */
export interface Result {
  readonly scenario: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly measurements: readonly Measurement[];
  /** Of the measured part alone. */
  readonly usage: readonly Usage[];
  readonly profile?: Profile;
}

export function atLeast(value: number, bound: number): NonNullable<Measurement['aim']> {
  return { text: `>= ${bound}`, holds: value >= bound };
}

export function atMost(value: number, bound: number): NonNullable<Measurement['aim']> {
  return { text: `<= ${bound}`, holds: value <= bound };
}

/** A count that must be none, at any speed. */
export function none(name: string, value: number): Measurement {
  return { name, value, unit: '', aim: { text: '0', holds: value === 0 } };
}
