-- Bulk redelivery: its jobs, and a bulk lane beside each lane. Locks owed_delivery against everybody while four
-- indexes are built over what is owed just now: a second or so for each million. Dispatchers of the release before go
-- on, without an index for their order; until the first redelivery is asked for there is nothing they must not see.

-- What a redelivery makes owed stands in the same table, but in no index of the lane itself: however much it is, a
-- read of fresh work never meets it.
alter table postrider.owed_delivery add column redelivery_id uuid;

create index owed_delivery_fresh_idx on postrider.owed_delivery (endpoint_id, due_at, event_id)
  where redelivery_id is null;
drop index postrider.owed_delivery_lane_idx;
alter index postrider.owed_delivery_fresh_idx rename to owed_delivery_lane_idx;

create index owed_delivery_fresh_order_idx on postrider.owed_delivery (endpoint_id, ordering_key, event_id)
  where ordering_key is not null and redelivery_id is null;
drop index postrider.owed_delivery_order_idx;
alter index postrider.owed_delivery_fresh_order_idx rename to owed_delivery_order_idx;

-- The bulk lane. Empty but for endpoints with a redelivery, and no ordinary delivery has an entry.
create index owed_delivery_bulk_idx on postrider.owed_delivery (endpoint_id, due_at, event_id)
  where redelivery_id is not null;
create index owed_delivery_bulk_order_idx on postrider.owed_delivery (endpoint_id, ordering_key, event_id)
  where ordering_key is not null and redelivery_id is not null;

create table postrider.redelivery (
  id              uuid primary key,
  endpoint_id     uuid not null references postrider.endpoint (id) on update cascade on delete cascade,
  status          text not null check (status in ('delivered', 'failed', 'cancelled', 'discarded', 'missing')),
  -- Patterns, as subscriptions have them; none for all types.
  event_types     text[] not null default '{}',
  since           timestamptz(3) not null,
  until           timestamptz(3) not null,
  -- stopping: nothing more is made owed, what is owed is being cancelled.
  state           text not null default 'running' check (state in ('running', 'stopping', 'stopped', 'done')),
  -- The cursor: deliveries (of `missing`: events) up to this id were looked at.
  reached         uuid not null,
  all_enqueued    boolean not null default false,
  matched         integer not null,
  matched_exactly boolean not null,
  enqueued        integer not null default 0,
  skipped         integer not null default 0,
  delivered       integer not null default 0,
  failed          integer not null default 0,
  created_at      timestamptz(3) not null,
  finished_at     timestamptz(3)
) with (fillfactor = 50);
-- One at a time; sweeps and drains look here, so what is over costs them nothing.
create unique index redelivery_active_idx on postrider.redelivery (endpoint_id) where state in ('running', 'stopping');
create index redelivery_endpoint_id_id_idx on postrider.redelivery (endpoint_id, id);

-- As before, but the bulk lane has heads of its own.
create or replace function postrider.has_due_head(lane uuid) returns boolean
language sql stable parallel safe
as $$
  with recursive head as (
    (select ordering_key, due_at from postrider.owed_delivery
     where endpoint_id = lane and ordering_key is not null and redelivery_id is null
     order by ordering_key, event_id limit 1)
    union all
    select next.ordering_key, next.due_at
    from head
    cross join lateral (
      select ordering_key, due_at from postrider.owed_delivery
      where endpoint_id = lane and ordering_key > head.ordering_key and redelivery_id is null
      order by ordering_key, event_id limit 1
    ) next
  )
  select exists (select from head where due_at <= now())
$$;
