-- Answers to requests that carry an Idempotency-Key. Takes no lock that anybody could wait for: the table is new.

-- A row is claimed before its request does anything and holds the answer afterwards. Claim and answer are two versions
-- of one row: half of each page stays free, so that the second is a heap-only update.
create table postrider.idempotency_key (
  -- The application whose key called; the nil UUID for the operator, so that neither finds the other's answers.
  owner_id      uuid not null,
  key           text not null,
  -- SHA-256 over route and body: tells a repeat from another request under the same key.
  fingerprint   bytea not null,
  -- Whose claim it is; a claim that ran out is taken over, and then its first owner has nothing to say any more.
  claim_id      uuid not null,
  -- Without an answer by then, whoever claimed it is dead.
  claimed_until timestamptz(3) not null,
  -- Sealed: status, content type and body. Null while the request is under way.
  answer        text,
  expires_at    timestamptz(3) not null,
  primary key (owner_id, key)
) with (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 5000
);
create index idempotency_key_expires_at_idx on postrider.idempotency_key (expires_at);
