import type { EndpointHour } from '#persistence';
import { deliveryStates, type DeliveryState, type OutcomeClass } from '#events';

export interface Summary {
  readonly ended: Readonly<Record<Exclude<DeliveryState, 'pending'>, number>>;
  readonly outcomes: Readonly<Partial<Record<OutcomeClass, number>>>;
  readonly attempts: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Null when nothing was tried. */
  readonly successRate: number | null;
  readonly durationMs: Percentiles | null;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

type Counts = Readonly<Record<string, number>>;

/** Adds hours up. What failed on our own side says nothing about the endpoint and is in no rate. */
export function summarise(hours: readonly EndpointHour[]): Summary {
  const outcomes = sum(hours.map((hour) => hour.outcomes as Counts));
  const ended = sum(hours.map((hour) => hour.ended as Counts));
  const attempts = total(outcomes);
  const succeeded = (outcomes['delivered'] ?? 0) + (outcomes['acknowledged'] ?? 0);
  const failed = attempts - succeeded - (outcomes['sender_failed'] ?? 0);
  return {
    ended: Object.fromEntries(
      deliveryStates.filter((state) => state !== 'pending').map((state) => [state, ended[state] ?? 0]),
    ) as Summary['ended'],
    outcomes,
    attempts,
    succeeded,
    failed,
    successRate: succeeded + failed === 0 ? null : succeeded / (succeeded + failed),
    durationMs: percentiles(sum(hours.map((hour) => hour.durations))),
  };
}

function sum(counts: readonly Counts[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [key, count] of counts.flatMap((one) => Object.entries(one))) sums[key] = (sums[key] ?? 0) + count;
  return sums;
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

/** By nearest rank over the buckets, which tell durations within a tenth. */
function percentiles(durations: Counts): Percentiles | null {
  const count = total(durations);
  if (count === 0) return null;
  const buckets = Object.entries(durations)
    .map(([bucket, n]) => ({ bucket: Number(bucket), n }))
    .sort((one, other) => one.bucket - other.bucket);
  const at = (share: number): number => {
    let left = Math.ceil(share * count);
    return middleMs(buckets.find(({ n }) => (left -= n) <= 0)?.bucket ?? 0);
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** The middle of a bucket by ratio; of the first, its end. */
function middleMs(bucket: number): number {
  return bucket === 0 ? 1 : Math.round(2 ** ((bucket - 0.5) / 4));
}

const hourMs = 3_600_000;

/** What a chart shows: hours of up to two days, else days, all of them, those without attempts too. */
export function seriesOf(hours: readonly EndpointHour[], since: Date, until: Date) {
  const step = until.getTime() - since.getTime() <= 48 * hourMs ? 'hour' : 'day';
  const stepMs = step === 'hour' ? hourMs : 24 * hourMs;
  const start = Math.floor(since.getTime() / stepMs) * stepMs;
  const byStep = group(hours, stepMs);
  const points: { readonly at: Date; readonly summary: Summary }[] = [];
  for (let at = start; at < until.getTime(); at += stepMs) {
    points.push({ at: new Date(at), summary: summarise(byStep.get(at) ?? []) });
  }
  return { step, points } as const;
}

function group(hours: readonly EndpointHour[], stepMs: number): Map<number, EndpointHour[]> {
  const groups = new Map<number, EndpointHour[]>();
  for (const hour of hours) {
    const at = Math.floor(hour.hour.getTime() / stepMs) * stepMs;
    const held = groups.get(at);
    if (held === undefined) groups.set(at, [hour]);
    else held.push(hour);
  }
  return groups;
}
