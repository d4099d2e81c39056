import { randomFillSync } from 'node:crypto';
import { TypeID } from 'typeid-js';
import { v7 } from 'uuid';

/** Prefix of every kind of public id; the rest is the UUIDv7 that the database keeps, so ids sort by time. */
export const idPrefixes = {
  application: 'app',
  endpoint: 'ep',
  event: 'evt',
  delivery: 'dlv',
  attempt: 'atm',
  redelivery: 'rdl',
  secret: 'sec',
  apiKey: 'key',
  portalSession: 'ps',
  auditEntry: 'aud',
} as const;

export type IdKind = keyof typeof idPrefixes;

/** Random bytes of so many ids are asked for at once: a call for each was 3 % of what a busy process did. */
const idsPerDraw = 256;
const entropy = new Uint8Array(16 * idsPerDraw);
let drawnAt = entropy.length;
let lastMs = 0;
let sequence = 0;

/** A new id as the database keeps it; ids made by one process ascend. */
export function newUuid(): string {
  const random = draw();
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // Random in 31 of its 32 bits: counting up within the millisecond never runs out.
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(6) & 0x7fffffff;
  } else {
    sequence += 1;
  }
  return v7({ random, msecs: lastMs, seq: sequence });
}

/** A new id with a time that is not this process's own; those of one millisecond are in no order. */
export function newUuidAt(at: Date): string {
  return v7({ random: draw(), msecs: at.getTime() });
}

function draw(): Uint8Array {
  if (drawnAt === entropy.length) {
    randomFillSync(entropy);
    drawnAt = 0;
  }
  return entropy.subarray(drawnAt, (drawnAt += 16));
}

/** `evt_01j…` for a UUID. */
export function publicId(kind: IdKind, uuid: string): string {
  return TypeID.fromUUID(idPrefixes[kind], uuid).toString();
}

/** The UUID of a public id, or undefined when the text is no id of that kind. */
export function parsePublicId(kind: IdKind, text: string): string | undefined {
  if (!text.startsWith(`${idPrefixes[kind]}_`)) return undefined;
  try {
    return TypeID.fromString(text, idPrefixes[kind]).toUUID();
  } catch {
    // Any malformed id is merely unknown; typeid-js tells by throwing.
    return undefined;
  }
}

/** Whether the text is a UUID as PostgreSQL writes it. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** The lowest id of a millisecond (Unix time): bounds of partitions and of time filters. */
export function firstUuidAt(unixMs: number): string {
  const hex = Math.max(0, Math.floor(unixMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}

/** Unix time in milliseconds that a UUIDv7 carries. */
export function uuidTimeMs(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}
