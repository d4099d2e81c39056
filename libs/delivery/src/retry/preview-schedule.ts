import type { RetryPolicy } from '#events';
import { policyForType, waitFor, type Ending } from './schedule.js';

export interface PreviewedAttempt {
  /** 1 is the first. */
  readonly attempt: number;
  /** Seconds after the first attempt, if attempts take no time: with most, no and least luck in the jitter. */
  readonly afterSeconds: { readonly earliest: number; readonly nominal: number; readonly latest: number };
}

export interface PreviewOptions {
  readonly eventType?: string;
  /** How the first attempt ends. */
  readonly first?: Ending;
  /** How many attempts to list at most. */
  readonly limit: number;
}

/** The attempts that a policy would make for a delivery that keeps failing. */
export function previewSchedule(policy: RetryPolicy, options: PreviewOptions): readonly PreviewedAttempt[] {
  const applied = policyForType(policy, options.eventType);
  const { maxAttempts = Infinity, maxAgeSeconds = Infinity } = applied;
  const attempts: PreviewedAttempt[] = [];
  let [earliest, nominal, latest] = [0, 0, 0];

  for (let attempt = 1; attempt <= Math.min(maxAttempts, options.limit) && nominal <= maxAgeSeconds; attempt += 1) {
    attempts.push({
      attempt,
      afterSeconds: {
        earliest: inWholeMs(earliest),
        nominal: inWholeMs(nominal),
        latest: inWholeMs(Math.min(latest, maxAgeSeconds)),
      },
    });
    const wait = waitFor(applied, attempt, options.first ?? {});
    earliest += Math.max(wait.shortest, 1);
    nominal += wait.nominal;
    latest += wait.longest;
  }
  return attempts;
}

function inWholeMs(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
