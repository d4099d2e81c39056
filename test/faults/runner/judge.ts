import type { Queue } from '../../../bench/src/stand.js';
import type { Finding, Scene } from './scene.js';

/** What one fault came to. */
export interface Report {
  readonly fault: string;
  readonly queue: Queue;
  /** Events that were answered with 202. */
  readonly accepted: number;
  /** Of these, the ones that a receiver got. */
  readonly delivered: number;
  /** And the ones that none got. */
  readonly lost: number;
  /** Requests with an event that had arrived before. */
  readonly duplicated: number;
  /** Deliveries in flight when the fault struck: the bound of `duplicated`. */
  readonly inFlight: number;
  /** The longest time from a 202 to its event's first arrival. */
  readonly worstDelayMs: number;
  /** Requests of the load by what came back. */
  readonly answers: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly seconds: number;
}

/** What a careful backend may be told besides 202. */
const bearable = /^(?:202|503|E[A-Z]+|UND_ERR_(?:SOCKET|CONNECT_TIMEOUT))$/;

export function judge(scene: Scene): Omit<Report, 'fault' | 'queue' | 'seconds'> {
  const { load, arrivals } = scene;
  const delaysMs = [...load.acceptedAtMs].map(([n, atMs]) => (arrivals.firstAtMs(n) ?? Infinity) - atMs);
  const delivered = delaysMs.filter((delayMs) => delayMs < Infinity);
  return {
    accepted: delaysMs.length,
    delivered: delivered.length,
    lost: delaysMs.length - delivered.length,
    duplicated: arrivals.duplicates,
    inFlight: scene.inFlight,
    worstDelayMs: Math.max(0, ...delivered),
    answers: Object.fromEntries(load.answers),
    findings: [...scene.findings, ...whatMustNotBe(scene)],
  };
}

function whatMustNotBe({ load, arrivals }: Scene): Finding[] {
  const faults = [...load.answers]
    .filter(([answer]) => !bearable.test(answer))
    .map(([answer, count]) => `${count} requests ended in ${answer}`);
  if (load.unanswered > 0) faults.push(`${load.unanswered} events were never answered with 202`);
  const [reason] = arrivals.unverified;
  if (reason !== undefined) faults.push(`${arrivals.unverified.length} signatures not accepted: ${reason}`);
  return faults.map((text) => ({ text, holds: false }));
}

export function hasPassed({ lost, duplicated, inFlight, findings }: Report): boolean {
  return lost === 0 && duplicated <= inFlight && findings.every(({ holds }) => holds);
}
