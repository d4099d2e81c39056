-- The first schema. Takes no lock that anybody could wait for: every table is new.

create schema if not exists postrider;

create table postrider.application (
  id              uuid primary key,
  uid             text unique,
  name            text not null,
  contract        text not null default 'standard',
  contract_values jsonb not null default '{}',
  created_at      timestamptz(3) not null default current_timestamp,
  updated_at      timestamptz(3) not null default current_timestamp
);

create table postrider.endpoint (
  id               uuid primary key,
  application_id   uuid not null references postrider.application (id) on update cascade on delete cascade,
  url              text not null,
  name             text not null,
  description      text not null default '',
  contract         text not null default 'standard',
  contract_options jsonb not null default '{}',
  contract_values  jsonb not null default '{}',
  retry_policy     jsonb not null,
  timeout_ms       integer,
  success_statuses integer[] not null default '{}',
  ordering         text not null default 'none' check (ordering in ('none', 'fifo')),
  rate_limit       jsonb,
  max_concurrency  integer not null default 32 check (max_concurrency > 0),
  headers          jsonb not null default '{}',
  metadata         jsonb not null default '{}',
  state            text not null default 'active' check (state in ('active', 'paused', 'disabled')),
  state_reason     text,
  state_since      timestamptz(3) not null default current_timestamp,
  created_at       timestamptz(3) not null default current_timestamp,
  updated_at       timestamptz(3) not null default current_timestamp
);
create index endpoint_application_id_id_idx on postrider.endpoint (application_id, id);

create table postrider.subscription (
  endpoint_id    uuid not null references postrider.endpoint (id) on update cascade on delete cascade,
  event_type     text not null,
  application_id uuid not null,
  filter         jsonb,
  primary key (endpoint_id, event_type)
);
-- The fan-out's only way in: the patterns of one event, looked up in its application.
create index subscription_match_idx on postrider.subscription (application_id, event_type) include (endpoint_id);

create table postrider.secret (
  id          uuid primary key,
  endpoint_id uuid not null references postrider.endpoint (id) on update cascade on delete cascade,
  scheme      text not null,
  sealed      text not null,
  public_key  text,
  created_at  timestamptz(3) not null default current_timestamp,
  expires_at  timestamptz(3)
);
create index secret_endpoint_id_idx on postrider.secret (endpoint_id);

create table postrider.event_type (
  name        text primary key,
  contract    text,
  category    text not null,
  description text not null default '',
  schema      json not null,
  sample      json,
  deprecated  boolean not null default false,
  created_at  timestamptz(3) not null default current_timestamp,
  updated_at  timestamptz(3) not null default current_timestamp
);
create index event_type_category_idx on postrider.event_type (category);

create table postrider.api_key (
  id             uuid primary key,
  name           text not null,
  hash           bytea not null unique,
  hint           text not null,
  application_id uuid references postrider.application (id) on update cascade on delete cascade,
  created_at     timestamptz(3) not null default current_timestamp,
  last_used_at   timestamptz(3),
  revoked_at     timestamptz(3)
);

-- event, delivery and attempt: one partition a day, by range of the UUIDv7 itself, made ahead by the partition
-- keeper. A primary key of one column therefore stays unique, and a time filter is an id range.

create table postrider.event (
  id             uuid primary key,
  application_id uuid not null,
  type           text not null,
  payload        text not null,
  occurred_at    timestamptz(3) not null,
  ordering_key   text
) partition by range (id);
create index event_application_id_id_idx on postrider.event (application_id, id);

create table postrider.event_key (
  application_id uuid not null,
  key            text not null,
  event_id       uuid not null,
  fingerprint    bytea not null,
  primary key (application_id, key)
);
create index event_key_event_id_idx on postrider.event_key (event_id);

-- No index holds a column that a delivery changes, so an outcome is a heap-only update: it writes no index entry.
create table postrider.delivery (
  id               uuid primary key,
  application_id   uuid not null,
  endpoint_id      uuid not null,
  event_id         uuid not null,
  event_type       text not null,
  state            text not null default 'pending'
                   check (state in ('pending', 'delivered', 'failed', 'cancelled', 'discarded')),
  attempt_count    integer not null default 0,
  first_attempt_at timestamptz(3),
  finished_at      timestamptz(3),
  failed_at        timestamptz(3)
) partition by range (id);
create index delivery_application_id_id_idx on postrider.delivery (application_id, id);
create index delivery_endpoint_id_id_idx on postrider.delivery (endpoint_id, id);
create index delivery_event_id_idx on postrider.delivery (event_id);
create index delivery_failed_idx on postrider.delivery (endpoint_id, id) where failed_at is not null;

-- The lanes. A row stands here exactly as long as its delivery is pending, so what a lane costs to read grows with
-- neither history nor another endpoint's backlog. Written and deleted all day: vacuumed early and without pauses.
create table postrider.owed_delivery (
  endpoint_id      uuid not null,
  event_id         uuid not null,
  delivery_id      uuid not null,
  due_at           timestamptz(3) not null,
  attempt_count    integer not null default 0,
  -- Attempts before the last redelivery: its policy counts from zero, the log goes on numbering.
  earlier_attempts integer not null default 0,
  first_attempt_at timestamptz(3),
  primary key (endpoint_id, event_id)
) with (
  fillfactor = 80,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0
);
create index owed_delivery_lane_idx on postrider.owed_delivery (endpoint_id, due_at, event_id);
create index owed_delivery_delivery_id_idx on postrider.owed_delivery (delivery_id);

create table postrider.attempt (
  id               uuid primary key,
  delivery_id      uuid not null,
  endpoint_id      uuid not null,
  number           integer not null,
  outcome          text not null,
  diagnosis        text not null,
  status           integer,
  duration_ms      integer not null,
  timings          jsonb not null,
  remote_address   text,
  url              text not null,
  request_headers  jsonb not null,
  response_headers jsonb,
  response_body    bytea,
  truncated        boolean not null default false
) partition by range (id);
create index attempt_delivery_id_id_idx on postrider.attempt (delivery_id, id);

-- A new UUIDv7 with the time of the given one: the 48 bits of its milliseconds, then random bits.
create function postrider.delivery_id(event_id uuid) returns uuid
language sql volatile parallel safe
return encode(
  set_byte(
    overlay(uuid_send(gen_random_uuid()) placing substring(uuid_send(event_id) from 1 for 6) from 1 for 6),
    6,
    112 + (get_byte(uuid_send(gen_random_uuid()), 6) & 15)
  ),
  'hex'
)::uuid;
