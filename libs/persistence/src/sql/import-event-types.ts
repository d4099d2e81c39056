import type { Queryable } from '../database.js';

export interface ImportedEventType {
  readonly name: string;
  readonly category: string;
  readonly description: string;
  /** JSON Schema of the payload, and a payload that it accepts if there is one, as JSON texts. */
  readonly schemaText: string;
  readonly sampleText: string | null;
  readonly deprecated: boolean;
}

export interface WrittenEventType {
  readonly name: string;
  /** What it was; null when it was not in the catalogue. */
  readonly before: Omit<ImportedEventType, 'name'> | null;
}

/**
 * Adds the operator's own event types and replaces those that exist, in one statement. A built-in one is left as it
 * is and is not among the answers. Locks the rows that it writes, in the order of their names, so that two imports at
 * once cannot wait for each other. Index: primary key.
 */
export async function importEventTypes(
  db: Queryable,
  types: readonly ImportedEventType[],
): Promise<readonly WrittenEventType[]> {
  const { rows } = await db.query<WrittenEventType>({
    text: `
      with written as (
        insert into postrider.event_type as held (name, category, description, schema, sample, deprecated)
        select name, category, description, schema::json, sample::json, deprecated
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[])
          as imported(name, category, description, schema, sample, deprecated)
        order by name
        on conflict (name) do update
        set category = excluded.category, description = excluded.description, schema = excluded.schema,
            sample = excluded.sample, deprecated = excluded.deprecated, updated_at = current_timestamp
        where held.contract is null
        returning name
      )
      -- The statement sees the table as it was before it.
      select w.name,
             case when t.name is not null then json_build_object(
               'category', t.category, 'description', t.description, 'schemaText', t.schema::text,
               'sampleText', t.sample::text, 'deprecated', t.deprecated) end as before
      from written w left join postrider.event_type t on t.name = w.name
      order by w.name`,
    values: [
      types.map(({ name }) => name),
      types.map(({ category }) => category),
      types.map(({ description }) => description),
      types.map(({ schemaText }) => schemaText),
      types.map(({ sampleText }) => sampleText),
      types.map(({ deprecated }) => deprecated),
    ],
  });
  return rows;
}
