import type { Queryable } from '../database.js';
import type { LaneOpening } from './open-lanes.js';

/**
 * Keeps lanes that `openLanes` gave to their holder for another `leaseMs`, even those whose lease ran out while nobody
 * else took them. A lane that was closed meanwhile stays closed. By primary key; locks just those rows.
 */
export async function renewLanes(
  db: Queryable,
  { endpointIds, holder, leaseMs }: Omit<LaneOpening, 'openMs'>,
): Promise<void> {
  await db.query({
    name: 'renew-lanes',
    text: `
      update postrider.lane_lease set held_until = now() + $3 * interval '1 millisecond'
      where endpoint_id = any ($1::uuid[]) and holder = $2 and held_until > '-infinity'`,
    values: [endpointIds, holder, leaseMs],
  });
}
