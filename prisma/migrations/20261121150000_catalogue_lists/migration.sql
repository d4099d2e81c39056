-- The lists of event types and API keys are walked along an index whatever they are filtered by. Both tables are locked
-- against writes while the indexes are built, and event types against reads as well, by the drop, for a moment: they hold
-- what people made, so all of it takes milliseconds.

create index event_type_category_name_idx on postrider.event_type (category, name);
create index event_type_contract_name_idx on postrider.event_type (contract, name);
drop index postrider.event_type_category_idx;

-- A revoked key stays, because the audit log names it; the list is of the others.
create index api_key_in_force_idx on postrider.api_key (id) where revoked_at is null;
