-- Which master key each secret is sealed under: asked at every start, and walked when secrets are sealed anew. Building
-- the index keeps writers of `secret` (new endpoints, rotations) waiting while it reads that table once.

-- A sealed text is `v1.<key id>.<nonce>.<ciphertext>`.
create index secret_sealing_key_idx on postrider.secret (split_part(sealed, '.', 2), id);
