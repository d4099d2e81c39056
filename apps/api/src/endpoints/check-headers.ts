import type { Limits } from '#config';
import { jsonPointer } from '../http/json-pointer.js';
import type { Fault } from '../http/problem-error.js';
import type { Contract, ContractSettings } from '#events';
import { schemes } from '#signing';

const maxNameLength = 100;

/** RFC 9110, section 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Visible ASCII, with spaces and tabs between, never around: what every server reads alike. */
const fieldValue = /^(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?$/;

/** Headers of the connection and of the body's framing: the sender's business, and a way to smuggle requests. */
const framing = [
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
];
const reservedPrefixes = ['webhook-', 'proxy-'];
const reserved = new Set([...framing, ...Object.values(schemes).flatMap(({ headers }) => Object.keys(headers))]);

/** What is wrong with the static headers of an endpoint; they must not replace anything that its contract sends. */
export function checkHeaders(
  headers: Readonly<Record<string, unknown>>,
  contract: Contract,
  settings: ContractSettings,
  { maxEndpointHeaders, maxEndpointHeaderBytes }: Pick<Limits, 'maxEndpointHeaders' | 'maxEndpointHeaderBytes'>,
): Fault[] {
  const names = Object.keys(headers);
  if (names.length > maxEndpointHeaders) {
    return [{ pointer: '/headers', detail: `must be at most ${maxEndpointHeaders} headers` }];
  }
  const sent = headersOf(contract, settings);
  const seen = new Set<string>();
  return names.flatMap((name) => {
    const lower = name.toLowerCase();
    const detail = seen.has(lower)
      ? 'is given twice'
      : (faultOfName(lower, sent) ?? faultOfValue(headers[name], maxEndpointHeaderBytes));
    seen.add(lower);
    return detail === undefined ? [] : [{ pointer: `/headers${jsonPointer([name])}`, detail }];
  });
}

function faultOfName(lower: string, sent: ReadonlySet<string>): string | undefined {
  if (!token.test(lower) || lower.length > maxNameLength) return 'is not a header name';
  const taken = reserved.has(lower) || sent.has(lower) || reservedPrefixes.some((prefix) => lower.startsWith(prefix));
  return taken ? 'is a header that the platform sets itself' : undefined;
}

/** Bytes are characters: only ASCII is taken. */
function faultOfValue(value: unknown, maxValueLength: number): string | undefined {
  const fine = typeof value === 'string' && value.length <= maxValueLength && fieldValue.test(value);
  return fine ? undefined : `must be at most ${maxValueLength} characters of visible ASCII, without space around`;
}

/** The names do not depend on the event, so any will do to learn them. */
function headersOf(contract: Contract, settings: ContractSettings): ReadonlySet<string> {
  const { type, payload } = contract.testEvent;
  const event = {
    id: 'evt_00000000000000000000000000',
    uuid: '00000000-0000-0000-0000-000000000000',
    type,
    payload: JSON.stringify(payload),
    occurredAt: new Date(0),
  };
  return new Set(contract.headers(event, settings).map(([name]) => name.toLowerCase()));
}
