import type { Queryable } from '../database.js';

/** Those of `patterns` that match no event type of the catalogue. One probe of an index per exact name or category. */
export async function findUnknownPatterns(db: Queryable, patterns: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ pattern: string }>({
    name: 'find-unknown-patterns',
    text: `
      select p.pattern from unnest($1::text[]) as p(pattern)
      where p.pattern <> '*'
        and not exists (select from postrider.event_type t where t.name = p.pattern)
        and not exists (select from postrider.event_type t where t.category = p.pattern)
        and not (
          right(p.pattern, 2) = '.*'
          and exists (select from postrider.event_type t where starts_with(t.name, left(p.pattern, -1)))
        )`,
    values: [patterns],
  });
  return rows.map((row) => row.pattern);
}
