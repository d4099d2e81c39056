import { STATUS_CODES } from 'node:http';
import type { OutcomeClass, SuccessRule } from '#events';
import type { ExchangeResponse, Fault } from './exchange.js';

const advice: Readonly<Record<number, string>> = {
  400: 'the receiver could not read the request',
  401: 'the receiver refused the signature or credentials',
  403: 'the receiver, or a firewall before it, refused the request',
  404: 'no such path at the receiver: check the URL',
  405: 'the URL does not take POST: check the path',
  407: 'a proxy before the receiver asks for credentials; none are sent',
  410: 'the receiver says that this endpoint is gone',
  413: 'the payload is larger than the receiver accepts',
  415: 'the receiver does not accept the content type',
  421: 'the receiver is not configured for this host name',
  429: 'the receiver asks to be called less often',
  500: 'the receiver failed while handling the request',
  502: 'a gateway could not reach the receiver behind it',
  503: 'the receiver is overloaded or down for maintenance',
  504: 'a gateway got no answer from the receiver behind it in time',
};

/** The reason phrase comes from the registry, never from the receiver: what it wrote is not for a terminal or page. */
export function diagnoseStatus(
  outcome: OutcomeClass,
  response: ExchangeResponse,
  rule: SuccessRule,
  fault: Fault | undefined,
): string {
  const status = `${response.status} ${STATUS_CODES[response.status] ?? ''}`.trim();
  return `${sentence(outcome, status, response, rule)}${bodyNote(response, fault)}`;
}

function sentence(outcome: OutcomeClass, status: string, response: ExchangeResponse, rule: SuccessRule): string {
  if (outcome === 'delivered') return isHtml(response) ? `${status} with an HTML body: a CDN or login page?` : status;
  if (outcome === 'acknowledged') return `${status}: the contract ends the delivery here without an error`;
  if (outcome === 'redirected') return `${status}: redirects are not followed; point the endpoint at the final URL`;
  if (outcome === 'malformed_response') return `${response.status} is not an HTTP status`;

  const known = advice[response.status];
  const end = rule.hopeless?.includes(response.status) === true ? '; it is not sent again' : '';
  if (known !== undefined) return `${status}: ${known}${end}`;
  if (response.status < 300) return `${status}: ${expected(rule)} counts as success for this endpoint`;
  return `${status}: the receiver ${outcome === 'refused' ? 'refused the request' : 'failed'}${end}`;
}

function expected(rule: SuccessRule): string {
  return rule.statuses === '2xx' ? 'only 2xx' : `only ${rule.statuses.join(', ')}`;
}

function bodyNote(response: ExchangeResponse, fault: Fault | undefined): string {
  if (!response.truncated) return '';
  if (fault === undefined) return ` (the first ${count(response.body.length)} bytes of the body were kept)`;
  return fault.kind === 'timed_out' ? ' (the body was still coming at the deadline)' : ' (the body ended early)';
}

function isHtml({ headers, body }: ExchangeResponse): boolean {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (/^\s*(text\/html|application\/xhtml\+xml)\b/i.test(type)) return true;
  return /^\s*<(!doctype html|html)\b/i.test(body.toString('latin1', 0, 256));
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
