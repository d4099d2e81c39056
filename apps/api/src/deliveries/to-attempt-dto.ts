import {
  publicId,
  uuidTimeMs,
  type AttemptFacts,
  type AttemptMade,
  type AttemptSummary,
  type ListedAttempt,
} from '#persistence';
import { isUtf8 } from 'node:buffer';
import type { AttemptDto, AttemptResponseDto } from './attempts.dto.js';
import type { MadeAttemptDto } from './deliveries.dto.js';

export function toAttemptDto(row: ListedAttempt): AttemptDto {
  return { ...toAttemptSummaryDto(row), ...toAttemptFactsDto(row) };
}

export function toAttemptSummaryDto(row: AttemptSummary) {
  return {
    id: publicId('attempt', row.id),
    deliveryId: publicId('delivery', row.deliveryId),
    endpointId: publicId('endpoint', row.endpointId),
    number: row.number,
    startedAt: startOf(row),
    outcome: row.outcome,
    diagnosis: row.diagnosis,
    status: row.status,
    durationMs: row.durationMs,
    deliveryState: row.deliveryState,
  };
}

export function toMadeAttemptDto(row: AttemptMade): MadeAttemptDto {
  return { number: row.number, at: startOf(row), outcome: row.outcome, status: row.status };
}

/** An attempt's id is made when its outcome is known. */
function startOf({ id, durationMs }: Pick<AttemptMade, 'id' | 'durationMs'>): string {
  return new Date(uuidTimeMs(id) - durationMs).toISOString();
}

type AttemptFactsDto = Omit<AttemptDto, 'id' | 'deliveryId' | 'endpointId' | 'number' | 'startedAt' | 'deliveryState'>;

/** What an attempt saw, be it in the log or not. */
export function toAttemptFactsDto(facts: AttemptFacts): AttemptFactsDto {
  return {
    outcome: facts.outcome,
    diagnosis: facts.diagnosis,
    status: facts.status,
    durationMs: facts.durationMs,
    timings: facts.timings,
    remoteAddress: facts.remoteAddress,
    request: { url: facts.url, headers: facts.requestHeaders },
    response: responseOf(facts),
  };
}

/** A status without headers never comes: both are read from the same head. */
function responseOf({ status, responseHeaders, responseBody, truncated }: AttemptFacts): AttemptResponseDto | null {
  if (status === null) return null;
  return {
    status,
    headers: responseHeaders ?? [],
    ...readableBody(responseBody ?? Buffer.alloc(0), truncated),
    truncated,
  };
}

/** A text that was cut may end within a character, which does not make it binary. */
export function readableBody(body: Buffer, truncated: boolean): Pick<AttemptResponseDto, 'body' | 'encoding'> {
  const text = truncated ? withoutBrokenEnd(body) : body;
  return isUtf8(text)
    ? { body: text.toString(), encoding: 'text' }
    : { body: body.toString('base64'), encoding: 'base64' };
}

/** At most three bytes can be the beginning of a character that was cut. */
function withoutBrokenEnd(body: Buffer): Buffer {
  const start = [1, 2, 3].map((back) => body.length - back).find((at) => at >= 0 && (body[at] ?? 0) >= 0xc0);
  return start === undefined || isUtf8(body.subarray(start)) ? body : body.subarray(0, start);
}
