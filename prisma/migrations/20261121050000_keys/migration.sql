-- What a credential may do and for how long: keys that only read, keys that expire, a rate of their own, and portal
-- sessions. Columns with a constant default are added without a rewrite; the checks read api_key, which is small,
-- under its lock for that moment. The running version goes on: to it every key is one that writes and never expires.

alter table postrider.api_key
  add column access     text not null default 'write' check (access in ('read', 'write')),
  add column expires_at timestamptz(3),
  -- Requests a second, instead of what the configuration says.
  add column rate_limit integer check (rate_limit > 0);

-- A short-lived bearer token for one application. It ends with the key that made it.
create table postrider.portal_session (
  id             uuid primary key,
  application_id uuid not null references postrider.application (id) on update cascade on delete cascade,
  made_by        uuid not null references postrider.api_key (id) on update cascade on delete cascade,
  name           text,
  hash           bytea not null unique,
  access         text not null default 'write' check (access in ('read', 'write')),
  created_at     timestamptz(3) not null default current_timestamp,
  expires_at     timestamptz(3) not null,
  last_used_at   timestamptz(3),
  revoked_at     timestamptz(3)
);
create index portal_session_application_idx on postrider.portal_session (application_id, id);
create index portal_session_made_by_idx on postrider.portal_session (made_by);
create index portal_session_expires_idx on postrider.portal_session (expires_at);
