import { catalogue } from '#events';
import type { Queryable } from '../database.js';

/** Upserts the event types that the built-in contracts document; types of the operator's own are left alone. */
export async function seedCatalogue(db: Queryable): Promise<void> {
  await db.query({
    text: `
      insert into postrider.event_type as held (name, contract, category, description, schema, sample, deprecated)
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::json[], $6::json[], $7::boolean[])
      on conflict (name) do update set
        contract = excluded.contract, category = excluded.category, description = excluded.description,
        schema = excluded.schema, sample = excluded.sample, deprecated = excluded.deprecated, updated_at = now()
      where held.contract is not null
        and (held.contract, held.category, held.description, held.schema::text, held.sample::text, held.deprecated)
          is distinct from (excluded.contract, excluded.category, excluded.description, excluded.schema::text,
                            excluded.sample::text, excluded.deprecated)`,
    values: [
      catalogue.map((type) => type.name),
      catalogue.map((type) => type.contract),
      catalogue.map((type) => type.category),
      catalogue.map((type) => type.description),
      catalogue.map((type) => JSON.stringify(type.schema)),
      catalogue.map((type) => JSON.stringify(type.sample)),
      catalogue.map((type) => type.deprecated ?? false),
    ],
  });
}
