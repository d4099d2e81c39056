import type { OutcomeClass, SuccessRule } from '#events';
import { diagnoseFault } from './diagnose-fault.js';
import { diagnoseStatus } from './diagnose-status.js';
import type { Exchange, ExchangeResponse, Fault } from './exchange.js';
import type { AttemptOutcome } from './retry/next-step.js';
import { retryAfterSeconds } from './retry/retry-after.js';

export interface Classification extends AttemptOutcome {
  /** One line for people; it names neither internal addresses nor anything that the receiver wrote. */
  readonly diagnosis: string;
}

/** What one attempt came to: the contract's success rule first, then the status, then the fault. */
export function classify(exchange: Exchange, rule: SuccessRule): Classification {
  const { response, fault } = exchange;
  if (response !== undefined && fault?.kind !== 'malformed_response') return byStatus(exchange, response, rule);
  if (fault !== undefined) return { ...byFault(fault, exchange), ...statusOf(response) };
  throw new Error('an exchange has a response, a fault or both');
}

function byFault(fault: Fault, exchange: Exchange): Classification {
  return { class: fault.kind, diagnosis: diagnoseFault(fault, exchange) };
}

/** A body whose framing broke leaves the status in doubt, so it is kept as a fact but decides nothing. */
function statusOf(response: ExchangeResponse | undefined): { status?: number } {
  return response === undefined ? {} : { status: response.status };
}

const noRetryNote = '; the receiver asks for no other attempt (webhook-no-retry)';

function byStatus(exchange: Exchange, response: ExchangeResponse, rule: SuccessRule): Classification {
  const outcome = classOf(response.status, rule);
  const finishedAt = new Date(exchange.startedAt.getTime() + exchange.timings.totalMs);
  const retryAfter = retryAfterSeconds(valuesOf(response, 'retry-after'), finishedAt);
  const isHopeless = rule.hopeless?.includes(response.status) === true;
  const isAskedToStop = valuesOf(response, 'webhook-no-retry').includes('1');
  const note = isAskedToStop && outcome !== 'delivered' && outcome !== 'acknowledged' ? noRetryNote : '';
  return {
    class: outcome,
    status: response.status,
    ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
    ...(isHopeless || isAskedToStop ? { noRetry: true } : {}),
    diagnosis: `${diagnoseStatus(outcome, response, rule, exchange.fault)}${note}`,
  };
}

function classOf(status: number, rule: SuccessRule): OutcomeClass {
  if (rule.statuses === '2xx' ? status >= 200 && status <= 299 : rule.statuses.includes(status)) return 'delivered';
  if (rule.terminal?.includes(status) === true) return 'acknowledged';
  if (status === 429) return 'rate_limited';
  if (status >= 300 && status <= 399) return 'redirected';
  if (status >= 400 && status <= 499) return 'refused';
  return status > 599 ? 'malformed_response' : 'failed';
}

function valuesOf(response: ExchangeResponse, name: string): readonly string[] {
  return response.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value.trim());
}
