import { rulesFor } from '../contract.js';
import type { Contract, SuccessRule } from '../contract.js';
import { builtInRetryPolicies } from '../retry-policy.js';
import type { BuiltInRetryPolicyName, RetryPolicy } from '../retry-policy.js';

const units: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
];

/** `90` is "90 seconds", `1800` "30 minutes". */
function describeSeconds(seconds: number): string {
  const [size, name] = units.find(([unit]) => seconds >= unit && seconds % unit === 0) ?? [1, 'second'];
  const count = seconds / size;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** How a contract delivers, in sentences for the people who receive it. */
export function describeDelivery(contract: Contract): string[] {
  return [
    `The answer is due within ${describeSeconds(contract.timeoutMs / 1000)}. ${describeSuccess(contract.success)}`,
    ...describeExceptions(contract),
    describeRetries(contract.retryPolicy),
    contract.ordering === 'fifo'
      ? 'Events come one at a time, in order; a failing one holds back those behind it.'
      : 'Events come as soon as they can, in no promised order, and may come more than once.',
    ...(contract.disableOnGone ? ['The status 410 disables the endpoint.'] : []),
  ];
}

function describeSuccess({ statuses, terminal = [], hopeless = [] }: SuccessRule): string {
  const success =
    statuses === '2xx' ? 'any status from 200 to 299' : `the status ${listed(statuses.map(String), 'or')}`;
  const ends = terminal.length === 0 ? '' : `; ${listed(terminal.map(String), 'or')} ends it too, without a retry`;
  const fails =
    hopeless.length === 0 ? '' : ` With ${listed(hopeless.map(String), 'or')} it has failed, without a retry.`;
  return `A delivery is complete with ${success}${ends}.${fails}`;
}

/** The policy of a contract in sentences. */
function describeRetries(policy: string | RetryPolicy): string {
  const { eventTypes = {}, ...rules } = typeof policy === 'string' ? builtIn(policy) : policy;
  const once = Object.keys(eventTypes).filter((type) => eventTypes[type] === 'none');
  const sentences = [
    `${schedule(rules)}, ${bound(rules)}.`,
    rules.jitter > 0 && variation(rules),
    rules.firstDelayFor !== undefined && firstDelay(rules.firstDelayFor),
    once.length > 0 && `${listed(once.map(code), 'and')} ${once.length === 1 ? 'is' : 'are'} sent once.`,
  ];
  return sentences.filter((sentence) => sentence !== false).join(' ');
}

/** What holds for single event types apart from the rest, a sentence each. */
function describeExceptions(contract: Contract): string[] {
  return Object.keys(contract.eventTypeRules ?? {}).map((type) => {
    const { success, timeoutMs } = rulesFor(contract, type);
    return `For ${code(type)} the answer is due within ${describeSeconds(timeoutMs / 1000)}. ${describeSuccess(success)}`;
  });
}

function builtIn(name: string): RetryPolicy {
  if (!Object.hasOwn(builtInRetryPolicies, name)) throw new Error(`bug: there is no retry policy ${name}`);
  return builtInRetryPolicies[name as BuiltInRetryPolicyName];
}

function schedule({ schedule: delays }: RetryPolicy): string {
  if (!('initial' in delays)) {
    return `A failed attempt is followed by another after ${listed(delays.map(describeSeconds), 'then')}`;
  }
  return (
    `A failed attempt is followed by another after ${describeSeconds(delays.initial)}, then after ${delays.factor} ` +
    `times as long each time, at most ${describeSeconds(delays.maxInterval)}`
  );
}

function variation({ schedule: delays, jitter }: RetryPolicy): string {
  const share = `${Math.round(jitter * 100)} %`;
  return 'initial' in delays ? `Each wait varies by up to ${share}.` : `Each wait may be up to ${share} longer.`;
}

function bound({ maxAttempts, maxAgeSeconds }: RetryPolicy): string {
  const bounds = [
    maxAttempts !== undefined && `up to ${maxAttempts} attempts in all`,
    maxAgeSeconds !== undefined && `until ${describeSeconds(maxAgeSeconds)} after the first`,
  ];
  return bounds.filter((text) => text !== false).join(' and ');
}

function firstDelay({ seconds, statuses = [], classes = [] }: NonNullable<RetryPolicy['firstDelayFor']>): string {
  const reasons = [...statuses.map(String), ...classes.map((name) => name.replaceAll('_', ' '))];
  return `The first wait is at least ${describeSeconds(seconds)} when the first attempt ended in one of: ${reasons.join(', ')}.`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function listed(texts: readonly string[], word: string): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} ${word} ${last}`;
}
