import { firstUuidAt } from '../ids.js';
import type { PageRequest } from '../page.js';

/** Conditions of a listing and their values, numbered as they are added. */
export class Conditions {
  readonly #texts: string[] = [];
  readonly values: unknown[] = [];

  /** `text` holds one `?`, the place of the value; a value that is undefined adds nothing. */
  add(text: string, value: unknown): this {
    if (value === undefined) return this;
    this.values.push(value);
    this.#texts.push(text.replace('?', `$${this.values.length}`));
    return this;
  }

  /** Ids carry their time, so a span of time is a range of the index and names the partitions to read. */
  addSpan(column: string, since: Date | undefined, until: Date | undefined): this {
    return this.add(`${column} >= ?::uuid`, since && firstUuidAt(since.getTime())).add(
      `${column} < ?::uuid`,
      until && firstUuidAt(until.getTime()),
    );
  }

  addCursor(column: string, { cursor }: PageRequest): this {
    return this.add(`${column} ${cursor?.direction === 'before' ? '>' : '<'} ?::uuid`, cursor?.key);
  }

  get text(): string {
    return this.#texts.join(' and ');
  }
}

/** `order by` and `limit` of a page that runs from newest to oldest, one row more than it shows. */
export function pageOrder(column: string, { cursor, limit }: PageRequest): string {
  return `order by ${column} ${cursor?.direction === 'before' ? 'asc' : 'desc'} limit ${limit + 1}`;
}
