import { isUuid, type CommitPosition } from '#persistence';

/** Longest id that is read; a snapshot is long while many transactions are under way. */
const maxLength = 8_192;

/** The id of an event in the stream: where a client goes on that comes back with it as `Last-Event-ID`. */
export function encodePosition({ snapshot, within, atMs }: CommitPosition): string {
  return [atMs, snapshot, ...(within === undefined ? [] : [within.upTo, within.snapshot])].join('_');
}

/** The position that an id names; undefined for a text that is no id of ours. */
export function decodePosition(text: string): CommitPosition | undefined {
  if (text.length > maxLength) return undefined;
  const [at = '', snapshot = '', upTo, later, ...rest] = text.split('_');
  if (!/^\d{1,15}$/.test(at) || !isSnapshot(snapshot) || rest.length > 0) return undefined;
  const atMs = Number(at);
  if (upTo === undefined) return { snapshot, atMs };
  return isUuid(upTo) && later !== undefined && isSnapshot(later)
    ? { snapshot, atMs, within: { snapshot: later, upTo } }
    : undefined;
}

/** `xmin:xmax:xip,…` as PostgreSQL takes it: xmin <= each xip < xmax, ascending. */
function isSnapshot(text: string): boolean {
  const [, first = '', end = '', list = ''] = /^(\d{1,18}):(\d{1,18}):((?:\d{1,18}(?:,\d{1,18})*)?)$/.exec(text) ?? [];
  if (first === '') return false;
  const [xmin, xmax] = [BigInt(first), BigInt(end)];
  const xips = list === '' ? [] : list.split(',').map(BigInt);
  const ascends = xips.every((xip, index) => index === 0 || xip > (xips[index - 1] ?? 0n));
  return xmin > 0n && xmin <= xmax && ascends && xips.every((xip) => xip >= xmin && xip < xmax);
}
