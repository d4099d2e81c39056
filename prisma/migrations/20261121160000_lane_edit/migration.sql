-- Edits of endpoints that events may have missed which were being accepted at that moment. Takes no lock that anybody
-- could wait for: the table is new.

-- Written in the transaction of the edit, gone when no event can have missed it any more. Not a foreign key: the
-- endpoint may be deleted.
create table postrider.lane_edit (
  endpoint_id uuid primary key,
  edited_by   xid8 not null,
  edited_at   timestamptz(3) not null
);
