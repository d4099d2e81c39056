-- The key ids of asymmetric secrets, by which JWK sets are asked. The column takes its lock for a moment; building the
-- index keeps writers of `secret` (new endpoints, rotations) waiting while it reads that table once.

-- RFC 7638 thumbprint of the public key; null for secrets of symmetric schemes.
alter table postrider.secret add column key_id text;

-- For the secrets that are there already. Gone with the session.
create function pg_temp.base64url(bytes bytea) returns text
language sql immutable
return rtrim(translate(encode(bytes, 'base64'), '+/', '-_'), '=');

-- A stored PEM is SPKI: of Ed25519 44 bytes that end with x (RFC 8410), of P-256 91 that end with x and y (RFC 5480).
-- The hash is over the required members in the order of their names (RFC 7638, section 3).
update postrider.secret s
set key_id = pg_temp.base64url(sha256(convert_to(described.members, 'UTF8')))
from (
  select id, case length(der)
    when 44 then '{"crv":"Ed25519","kty":"OKP","x":"' || pg_temp.base64url(substring(der from 13)) || '"}'
    when 91 then '{"crv":"P-256","kty":"EC","x":"' || pg_temp.base64url(substring(der from 28 for 32))
                 || '","y":"' || pg_temp.base64url(substring(der from 60)) || '"}'
  end as members
  from (
    select id, decode(regexp_replace(public_key, '-----[^-]+-----|\s', '', 'g'), 'base64') as der
    from postrider.secret where public_key is not null
  ) as stored
) as described
where described.id = s.id and described.members is not null;

create index secret_key_id_idx on postrider.secret (key_id) where key_id is not null;
