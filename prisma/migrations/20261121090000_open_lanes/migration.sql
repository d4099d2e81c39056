-- Until when a lane's holder will surely look again, so that whoever makes something due before then need only tell
-- it. A column with a constant default: the table is locked for a moment and not written.

alter table postrider.lane_lease add column open_until timestamptz(3) not null default '-infinity';
