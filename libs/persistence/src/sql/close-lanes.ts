import type { Queryable } from '../database.js';

/** Gives lanes back, so that any dispatcher may open them at once. By primary key; locks just those rows. */
export async function closeLanes(db: Queryable, holder: string, endpointIds: readonly string[]): Promise<void> {
  await db.query({
    name: 'close-lanes',
    text: `
      update postrider.lane_lease set held_until = '-infinity', open_until = '-infinity'
      where endpoint_id = any ($1::uuid[]) and holder = $2`,
    values: [endpointIds, holder],
  });
}
