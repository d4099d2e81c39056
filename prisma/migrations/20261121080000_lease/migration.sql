-- Which dispatcher has which lane open, whatever the queue remembers of it. The table is new; the foreign key locks
-- `endpoint` against writers for the moment of its creation.

-- Unlogged, so that opening a lane waits for no disk. A crash of the server empties it: until the slices that are open
-- just then are over, the queue alone keeps lanes apart. Updated in place: no index holds a column that changes.
create unlogged table postrider.lane_lease (
  endpoint_id uuid primary key references postrider.endpoint (id) on update cascade on delete cascade,
  -- The dispatcher that has the lane open, or had it last.
  holder      uuid not null,
  -- Until when the lane is the holder's own; -infinity once it was closed.
  held_until  timestamptz(3) not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_cost_delay = 0);
