import { assertSignableEventId, isSignableEventId } from '../event-id.js';
import { maxSignatures } from '../scheme.js';
import type { HeaderRole, ReceivedRequest, Tolerance, VerificationFailure } from '../scheme.js';
import { refuseTimestamp } from '../timestamp.js';

/** What `standard` and `standard-ed25519` share; an endpoint that changes from one to the other may use both. */
export const standardWebhooksHeaders = {
  'webhook-id': 'event_id',
  'webhook-timestamp': 'timestamp',
  'webhook-signature': 'signature_list',
} as const satisfies Record<string, HeaderRole>;

/** What is signed ahead of the body. */
export function signedPrefix(id: string, timestamp: number | string): string {
  assertSignableEventId(id);
  return `${id}.${timestamp}.`;
}

interface Presented {
  readonly prefix: string;
  /** The base64 of every signature of the version asked for. */
  readonly signatures: readonly string[];
}

/** Reads the three headers and judges the timestamp; signatures of other versions are passed over. */
export function readStandardWebhooks(
  request: ReceivedRequest,
  version: 'v1' | 'v1a',
  tolerance: Tolerance,
): Presented | VerificationFailure {
  const id = request.header('webhook-id');
  const timestamp = request.header('webhook-timestamp');
  const list = request.header('webhook-signature');
  if (id === undefined || timestamp === undefined || list === undefined) return 'missing_header';
  if (!isSignableEventId(id)) return 'malformed_header';

  const refusal = refuseTimestamp(timestamp, tolerance);
  if (refusal !== undefined) return refusal;

  const signatures = list
    .split(' ', maxSignatures)
    .filter((signature) => signature.startsWith(`${version},`))
    .map((signature) => signature.slice(version.length + 1));
  return { prefix: signedPrefix(id, timestamp), signatures };
}
