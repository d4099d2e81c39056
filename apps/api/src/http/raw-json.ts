import { randomBytes } from 'node:crypto';

/** JSON text that stands in an answer as it is. JSON.parse and back would change the numbers in it. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** No text that a client has can hold it: it is made anew with every process and is never sent. */
const mark = `raw-json-${randomBytes(16).toString('hex')}-`;
const marked = new RegExp(`"${mark}(\\d+)"`, 'g');

/** JSON.stringify, but for the texts of `RawJson` within. */
export function writeJson(value: unknown): string {
  const texts: string[] = [];
  const json = JSON.stringify(value, (_key, part: unknown) =>
    part instanceof RawJson ? `${mark}${texts.push(part.text) - 1}` : part,
  );
  return texts.length === 0 ? json : json.replace(marked, (_whole, index: string) => texts[Number(index)] ?? '');
}
