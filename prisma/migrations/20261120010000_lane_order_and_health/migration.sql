-- Order within lanes, and how long an endpoint has been failing. Adding a column without a default and creating
-- empty tables take their locks for a moment; the index is built over what is owed just now.

-- Null in a lane without order; in a FIFO lane the event's ordering key, '' for events that have none.
alter table postrider.owed_delivery add column ordering_key text;
create index owed_delivery_order_idx on postrider.owed_delivery (endpoint_id, ordering_key, event_id)
  where ordering_key is not null;

-- Apart from `endpoint`, which the fan-out joins and must not find bloated. A row is written when an endpoint
-- begins or ceases to fail, not with every outcome.
create table postrider.endpoint_health (
  endpoint_id   uuid primary key references postrider.endpoint (id) on update cascade on delete cascade,
  failing_since timestamptz(3),
  announced_at  timestamptz(3)
) with (fillfactor = 80);

-- The platform's own events go to its operator through the same machinery, as events of this application.
insert into postrider.application (id, uid, name)
values ('00000000-0000-7000-8000-000000000000', 'postrider', 'Postrider')
on conflict do nothing;

-- Whether the first delivery of any ordering key of a FIFO lane is due: steps from key to key along
-- owed_delivery_order_idx, one index probe per key.
create function postrider.has_due_head(lane uuid) returns boolean
language sql stable parallel safe
as $$
  with recursive head as (
    (select ordering_key, due_at from postrider.owed_delivery
     where endpoint_id = lane and ordering_key is not null
     order by ordering_key, event_id limit 1)
    union all
    select next.ordering_key, next.due_at
    from head
    cross join lateral (
      select ordering_key, due_at from postrider.owed_delivery
      where endpoint_id = lane and ordering_key > head.ordering_key
      order by ordering_key, event_id limit 1
    ) next
  )
  select exists (select from head where due_at <= now())
$$;
