-- Filters of subscriptions. Changing the type of `filter` rewrites `subscription` under an exclusive lock: a short row per
-- subscription, and every filter null so far. The running version reads none of this and goes on.

alter table postrider.subscription
  -- As the client gave it: jsonb would write its numbers anew.
  alter column filter type text using filter::text,
  -- The filter compiled, which is what events are asked.
  add column condition jsonpath,
  -- Since when it is as it is; null for what was there before anybody kept it.
  add column changed_at timestamptz(3),
  -- A filter that was not compiled would let everything through.
  add constraint subscription_condition_check check ((filter is null) = (condition is null));
alter table postrider.subscription alter column changed_at set default current_timestamp;

-- A payload as filters see it, or null if PostgreSQL cannot hold it as jsonb: half of a surrogate pair, U+0000, a number
-- beyond numeric. No filter matches null.
create function postrider.readable_payload(payload text) returns jsonb
language plpgsql immutable strict
set search_path = pg_catalog, pg_temp
as $$
begin
  return payload::jsonb;
exception
  when data_exception or program_limit_exceeded then
    return null;
end
$$;

-- As before, but for filters: an endpoint is owed the event if any subscription that matches its type has no filter, or
-- one that matches its payload.
create or replace function postrider.emit(
  application  text,
  type         text,
  payload      text,
  id           text default null,
  occurred_at  timestamptz default null,
  ordering_key text default null
) returns text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- Every step is an index lookup by construction; young statistics must not talk the planner into a scan.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  owner_id       uuid := postrider.parse_public_id('app', emit.application);
  in_category    text;
  new_id         uuid;
  -- The clock of now, not of the transaction's beginning: events of one transaction have an order, and a lane that is
  -- read while it lasts has not gone far past them when it commits.
  accepted_at    timestamptz := date_trunc('milliseconds', clock_timestamp());
  happened_at    timestamptz := date_trunc('milliseconds', coalesce(emit.occurred_at, accepted_at));
  content        bytea;
  used           record;
begin
  if emit.application is null or emit.type is null or emit.payload is null then
    raise exception 'application, type and payload must not be null' using errcode = 'null_value_not_allowed';
  end if;
  if emit.id !~ '^[!-~]+$' or length(emit.id) > 256 then
    raise exception 'id must be 1 to 256 visible ASCII characters' using errcode = 'invalid_parameter_value';
  end if;
  if length(emit.ordering_key) not between 1 and 256 then
    raise exception 'ordering_key must be 1 to 256 characters' using errcode = 'invalid_parameter_value';
  end if;
  if happened_at not between '0001-01-01 00:00:00Z' and '9999-12-31 23:59:59.999Z' then
    raise exception 'occurred_at must lie in the years 1 to 9999' using errcode = 'invalid_parameter_value';
  end if;
  if octet_length(emit.payload) > 1048576 then
    raise exception 'payload must be at most 1 MiB' using errcode = 'invalid_parameter_value';
  end if;
  perform emit.payload::json;
  if postrider.is_deeper_than(emit.payload, 100) then
    raise exception 'payload must be at most 100 levels deep' using errcode = 'invalid_parameter_value';
  end if;

  if owner_id is null then
    select a.id into owner_id from postrider.application a where a.uid = emit.application;
  else
    select a.id into owner_id from postrider.application a where a.id = owner_id;
  end if;
  if not found then
    raise exception 'there is no application "%"', emit.application
      using errcode = 'no_data_found', hint = 'Name it by its uid or by its id, app_….';
  end if;
  select t.category into in_category from postrider.event_type t where t.name = emit.type;
  if not found then
    raise exception 'there is no event type "%" in the catalogue', emit.type using errcode = 'no_data_found';
  end if;

  if emit.id is not null then
    -- What the API takes it over, in the same form: JSON.stringify([type, payload, occurredAt, orderingKey]).
    content := sha256(convert_to(format('[%s,%s,%s,%s]', to_json(emit.type), to_json(emit.payload),
      case when emit.occurred_at is null then 'null'
           else to_json(to_char(happened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text end,
      coalesce(to_json(emit.ordering_key)::text, 'null')), 'UTF8'));
  end if;
  loop
    new_id := postrider.new_uuid();
    exit when emit.id is null;
    insert into postrider.event_key (application_id, key, event_id, fingerprint)
    values (owner_id, emit.id, new_id, content)
    on conflict do nothing;
    exit when found;
    select k.event_id, k.fingerprint into used
    from postrider.event_key k where k.application_id = owner_id and k.key = emit.id;
    -- Not found: the earlier event left by retention between the two statements, and the id is free again.
    if found and used.fingerprint = content then
      return postrider.public_id('evt', used.event_id);
    elsif found then
      raise exception 'the id "%" was used for an event of other content', emit.id
        using errcode = 'unique_violation', detail = 'It is ' || postrider.public_id('evt', used.event_id) || '.';
    end if;
  end loop;

  insert into postrider.event (id, application_id, type, payload, occurred_at, ordering_key)
  values (new_id, owner_id, emit.type, emit.payload, happened_at, emit.ordering_key);

  with owed as materialized (
    select postrider.delivery_id(new_id) as delivery_id, e.id as endpoint_id,
           case e.ordering when 'fifo' then coalesce(emit.ordering_key, '') end as ordering_key
    from (
      select distinct s.endpoint_id
      from unnest(postrider.matching_patterns(emit.type, in_category)) as p(pattern)
      join postrider.subscription s on s.application_id = owner_id and s.event_type = p.pattern
      -- The subquery belongs to no row, so it is run once, when the first filter asks for it.
      where s.condition is null or (select postrider.readable_payload(emit.payload)) @@ s.condition
    ) as matched
    join postrider.endpoint e on e.id = matched.endpoint_id
  ), delivery as (
    insert into postrider.delivery (id, application_id, endpoint_id, event_id, event_type)
    select o.delivery_id, owner_id, o.endpoint_id, new_id, emit.type from owed o
  )
  insert into postrider.owed_delivery (endpoint_id, event_id, delivery_id, due_at, ordering_key)
  select o.endpoint_id, new_id, o.delivery_id, accepted_at, o.ordering_key from owed o;

  return postrider.public_id('evt', new_id);
end
$$;
