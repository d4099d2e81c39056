/**
 * A part of a statement that counts deliveries which end without an attempt, for the statistics of their endpoints:
 * those that end with one are counted by the rollup. Locks one row for each endpoint.
 *
 * @param source a query with the `endpoint_id` of each
 * @param state the state in which they end, as SQL
 */
export function countEnded(source: string, state: string): string {
  return `
    insert into postrider.endpoint_hour as h (endpoint_id, hour, ended)
    select endpoint_id, date_trunc('hour', now(), 'UTC'), jsonb_build_object(${state}, count(*))
    from (${source}) as without_attempt group by endpoint_id
    on conflict (endpoint_id, hour) do update set ended = postrider.add_counts(h.ended, excluded.ended)`;
}
