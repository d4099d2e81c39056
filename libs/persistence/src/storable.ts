/** What Postgres has no place for in a text: NUL, and halves of a surrogate pair that stand alone. */
const unstorable = /[\0\p{Surrogate}]/gu;
const replacement = '\ufffd';

/** How JSON.stringify writes these; also found where a text merely says so. */
const unstorableEscape = /\\u(?:0000|d[89a-f])/;

/** `text` with U+FFFD for what Postgres refuses in a text. */
export function storableText(text: string): string {
  return text.replaceAll(unstorable, replacement);
}

/** `value` as JSON that a jsonb column takes: `storableText` for every string in it. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!unstorableEscape.test(json)) return json;
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storableText(part) : part));
}
