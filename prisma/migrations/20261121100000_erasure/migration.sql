-- What a deleted application leaves behind, to be erased. Takes no lock that anybody could wait for: the table is new.

-- Written in the transaction of the deletion; gone when there is nothing left to erase. Not a foreign key: the
-- application is deleted.
create table postrider.erasure (
  application_id uuid primary key,
  requested_at   timestamptz(3) not null default current_timestamp
);
