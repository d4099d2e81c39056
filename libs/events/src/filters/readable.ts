import { fitsNumeric } from './decimal.js';

/** Strings and numbers of a JSON text; everything between them means nothing here. */
const scalar = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

const escape = /\\(?:u([0-9a-fA-F]{4})|.)/g;

/**
 * Whether PostgreSQL can take a JSON text for jsonb. It refuses the whole for one string that holds U+0000 or half of a
 * surrogate pair, or one number beyond its numeric. Such a payload is accepted and delivered like any other, but no
 * filter matches it.
 *
 * @param text must be accepted by JSON.parse
 */
export function isReadable(text: string): boolean {
  for (const [source] of text.matchAll(scalar)) {
    if (source.startsWith('"') ? !isReadableString(source) : !fitsNumeric(source)) return false;
  }
  return true;
}

/** Raw text is UTF-8, where no half of a pair can stand: escapes alone can write one, or a NUL. */
function isReadableString(source: string): boolean {
  if (!source.includes('\\u')) return true;
  let highEndsAt = -1;
  for (const { 0: all, 1: hex, index } of source.matchAll(escape)) {
    const unit = hex === undefined ? -1 : Number.parseInt(hex, 16);
    const isLow = unit >= 0xdc00 && unit <= 0xdfff;
    const afterHigh = highEndsAt !== -1;
    if (unit === 0 || isLow !== afterHigh || (afterHigh && index !== highEndsAt)) return false;
    highEndsAt = unit >= 0xd800 && unit <= 0xdbff ? index + all.length : -1;
  }
  return highEndsAt === -1;
}
