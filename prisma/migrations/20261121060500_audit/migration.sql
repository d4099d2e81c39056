-- Who changed what. A new table: takes no lock that anybody could wait for.

-- Names and ids are kept as they were: an entry outlives its key, its application and what it tells of, so nothing of
-- it is a foreign key. The id is a UUIDv7 and carries the time.
create table postrider.audit_entry (
  id             uuid primary key,
  actor_kind     text not null check (actor_kind in ('admin_key', 'application_key', 'portal_session', 'system')),
  -- UUID of the key or the session; null of the system.
  actor_id       uuid,
  actor_name     text,
  action         text not null,
  resource_type  text not null,
  -- As the API names it: a public id, or the name of an event type.
  resource_id    text not null,
  application_id uuid,
  remote_address text,
  request_id     text,
  -- Field by field `{ "before", "after" }`; never a secret, a key, the value of a header or a payload.
  changes        jsonb not null
);
create index audit_entry_application_idx on postrider.audit_entry (application_id, id);
create index audit_entry_resource_idx on postrider.audit_entry (resource_id, id);
create index audit_entry_actor_idx on postrider.audit_entry (actor_id, id);
