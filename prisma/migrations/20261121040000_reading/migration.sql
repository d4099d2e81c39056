-- Reading at size: lists, statistics and the live stream (ADR 7).
--
-- Columns without a default and new tables take their locks for a moment. The two indexes are partial and hold only what
-- failed, but to find it each partition is read once, and nothing is written to it meanwhile: a second or so for every
-- million attempts of history.

-- How the last attempt ended, for lists that ask for it. Written with the outcome, which updates these rows anyway; no
-- index holds them, so the update stays heap-only. Null for what was attempted before this migration.
alter table postrider.owed_delivery add column last_outcome text, add column last_status integer;
alter table postrider.delivery add column last_outcome text, add column last_status integer;

-- The state that the delivery moved to with this attempt.
alter table postrider.attempt add column delivery_state text;

-- What failed is rare, and what people look for. An attempt that went well writes no entry.
create index delivery_application_failed_idx on postrider.delivery (application_id, id) where failed_at is not null;
create index attempt_failed_idx on postrider.attempt (endpoint_id, id)
  where outcome not in ('delivered', 'acknowledged');

-- What happened to an endpoint within an hour. Written by the rollup alone, in batches, seconds after the fact.
-- Kept as long as the attempts it counts.
create table postrider.endpoint_hour (
  endpoint_id     uuid not null,
  hour            timestamptz(0) not null,
  -- { outcome class: attempts }
  outcomes        jsonb not null default '{}',
  -- { state: deliveries that ended in it }
  ended           jsonb not null default '{}',
  -- { bucket: attempts }: the attempt took up to 2 ^ (bucket / 4) milliseconds and longer than the bucket before says.
  durations       jsonb not null default '{}',
  last_success_at timestamptz(3),
  last_failure_at timestamptz(3),
  primary key (endpoint_id, hour)
) with (fillfactor = 70);

-- Up to where attempts are counted: everything that this snapshot sees. One row.
create table postrider.rollup_position (
  name     text primary key,
  snapshot pg_snapshot not null,
  taken_at timestamptz(3) not null
);
insert into postrider.rollup_position (name, snapshot, taken_at)
values ('endpoint_hour', pg_current_snapshot(), now());

-- The sum of two objects of counts.
create function postrider.add_counts(one jsonb, other jsonb) returns jsonb
language sql immutable strict parallel safe
as $$
  select jsonb_object_agg(key, n) from (
    select key, sum(value::bigint) as n
    from (select * from jsonb_each_text(one) union all select * from jsonb_each_text(other)) as both_counts
    group by key
  ) as summed
$$;

-- Whether the field at a path of a payload has a value: the text of a string, or a literal; numbers by value, so 1.0 is
-- 1. False for objects and lists, and for payloads that PostgreSQL cannot take apart (\u0000, half a surrogate pair).
create function postrider.payload_has(payload text, path text[], wanted text) returns boolean
language plpgsql immutable strict parallel safe
as $$
declare
  is_number constant boolean := wanted ~ '^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$';
  found     json;
begin
  -- A text that stands nowhere in the payload, not even behind an escape, needs no parsing. A number may be spelled
  -- otherwise.
  if not is_number and strpos(payload, wanted) = 0 and strpos(payload, '\') = 0 then
    return false;
  end if;
  found := payload::json #> path;
  case json_typeof(found)
    when 'string' then return found #>> '{}' = wanted;
    when 'number' then return is_number and found::text::numeric = wanted::numeric;
    when 'boolean', 'null' then return found::text = wanted;
    else return false;
  end case;
exception when data_exception then
  return false;
end
$$;
