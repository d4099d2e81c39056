-- Emitting from SQL: inside the caller's own transaction, from any language. Creates functions only, so it takes no
-- lock that anybody could wait for.

-- A new UUIDv7 by the database's clock. The 12 bits behind the milliseconds hold the microseconds (RFC 9562, 6.2,
-- method 3), so what one session emits within a millisecond keeps its order. PostgreSQL 18 has this as uuidv7().
create function postrider.new_uuid() returns uuid
language sql volatile parallel safe
as $$
  select encode(
    int8send(((us / 1000) << 16) | 28672 | ((us % 1000) * 4096 / 1000)) || substring(uuid_send(gen_random_uuid()) from 9),
    'hex'
  )::uuid
  from (select round(extract(epoch from clock_timestamp()) * 1000000)::bigint as us) as clock
$$;

-- The id as API and receivers know it, `evt_…`: a TypeID, 128 bits in 26 digits of Crockford's base 32.
-- Source: https://github.com/jetify-com/typeid/tree/main/spec
create function postrider.public_id(prefix text, id uuid) returns text
language sql immutable strict parallel safe
as $$
  select prefix || '_' || string_agg(
    substr('0123456789abcdefghjkmnpqrstvwxyz', substring(bits from 5 * n + 1 for 5)::integer + 1, 1), '' order by n)
  from (select B'00' || ('x' || encode(uuid_send(id), 'hex'))::bit(128) as bits) as source, generate_series(0, 25) as n
$$;

-- The UUID of a public id; null for a text that is no id of that prefix.
create function postrider.parse_public_id(prefix text, public_id text) returns uuid
language sql immutable strict parallel safe
as $$
  select string_agg(to_hex(substring(bits from 4 * n + 3 for 4)::integer), '' order by n)::uuid
  from (
    select string_agg((strpos('0123456789abcdefghjkmnpqrstvwxyz', digit) - 1)::bit(5)::text, '' order by at)::varbit as bits
    from regexp_split_to_table(substr(public_id, length(prefix) + 2), '') with ordinality as digits(digit, at)
    where starts_with(public_id, prefix || '_')
      and substr(public_id, length(prefix) + 2) ~ '^[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}$'
  ) as source, generate_series(0, 31) as n
$$;

-- Every subscription pattern that matches an event type, as `matchingPatterns` of libs/events has them.
create function postrider.matching_patterns(type text, category text) returns text[]
language sql immutable parallel safe
as $$
  select array[type]
    || array(select array_to_string(words[1:n], '.') || '.*' from generate_series(cardinality(words) - 1, 1, -1) as n)
    || case when category <> type then array[category] else '{}' end
    || array['*']
  from string_to_array(type, '.') as words
$$;

-- Whether objects and lists of a JSON text stand more than `levels` deep in each other. Strings fall out first; then
-- each pass takes away the innermost pairs. Most texts have too few brackets to need any of it.
create function postrider.is_deeper_than(document text, levels integer) returns boolean
language plpgsql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
  brackets text;
begin
  if length(document) - length(translate(document, '[{', '')) <= levels then
    return false;
  end if;
  brackets := translate(
    regexp_replace(regexp_replace(document, '"(?:[^"\\]|\\.)*"', '', 'g'), '[^][{}]+', '', 'g'), '[{]}', '(())');
  for level in 1..levels loop
    brackets := replace(brackets, '()', '');
  end loop;
  return brackets <> '';
end
$$;

-- Emits one event into an application (its uid or `app_…` id) and returns its public id, `evt_…`: what the API would
-- have answered, what stands in the log and what receivers get.
--
-- The event and what is owed of it are the caller's rows: they are committed or vanish with the transaction. The
-- payload is kept byte for byte; it must be JSON of at most 1 MiB and 100 levels, but is not judged by the schema of
-- its event type, which takes a JSON Schema validator. The same `id` again answers with the same event and stores
-- nothing, whether it was used here or through the API; until the transaction that used it first has ended, the
-- second waits. Nobody is woken: the next sweep finds what is due, at most a second after the commit. (pg_notify
-- would save that second, but makes all committing transactions of the database that notify queue for one lock.)
--
-- A role needs usage of the schema and this function, nothing else:
--   grant usage on schema postrider to shop;
--   grant execute on function postrider.emit(text, text, text, text, timestamptz, text) to shop;
--
-- Measured: 0.9 ms with one endpoint subscribed, on two cores that were busy otherwise.
--
-- Errors: P0002 an unknown application or event type; 22004, 22023 an argument that is null or invalid; 22P02 a
-- payload that is not JSON; 23505 an id that was used for an event of other content.
create function postrider.emit(
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
revoke execute on function postrider.emit(text, text, text, text, timestamptz, text) from public;

-- The same for a payload that already is json or jsonb; json keeps its text, jsonb what it made of it. They run as
-- their caller, so whoever may call the first may call these.
create function postrider.emit(
  application  text,
  type         text,
  payload      json,
  id           text default null,
  occurred_at  timestamptz default null,
  ordering_key text default null
) returns text
language sql volatile
as $$
  select postrider.emit(application, type, payload::text, id, occurred_at, ordering_key)
$$;

create function postrider.emit(
  application  text,
  type         text,
  payload      jsonb,
  id           text default null,
  occurred_at  timestamptz default null,
  ordering_key text default null
) returns text
language sql volatile
as $$
  select postrider.emit(application, type, payload::text, id, occurred_at, ordering_key)
$$;
