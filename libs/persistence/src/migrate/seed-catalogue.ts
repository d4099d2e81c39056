import { catalogue, platformEventTypes, type EventTypeDefinition } from '#events';
import type { Queryable } from '../database.js';

/** The name under which the platform's own event types stand beside those of the contracts. */
const platform = 'postrider';

const seeded: readonly (EventTypeDefinition & { readonly contract: string })[] = [
  ...catalogue,
  ...platformEventTypes.map((type) => ({ ...type, contract: platform })),
];

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
      seeded.map((type) => type.name),
      seeded.map((type) => type.contract),
      seeded.map((type) => type.category),
      seeded.map((type) => type.description),
      seeded.map((type) => JSON.stringify(type.schema)),
      seeded.map((type) => JSON.stringify(type.sample)),
      seeded.map((type) => type.deprecated ?? false),
    ],
  });
}
