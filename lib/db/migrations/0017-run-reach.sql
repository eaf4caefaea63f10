-- Up Migration

-- Runs lie in the partition of their ID's day and are asked for by moments, which may lie on other days: `id_day` has runs whose `moment`
-- (0 ordered, 1 started, 2 finished) is of `day`. Said only where the two differ, and once. Days since the Unix epoch, UTC.
create table run_reach (
  moment int2 not null,
  day int4 not null,
  id_day int4 not null,
  primary key (moment, day, id_day)
);

insert into run_reach
select distinct moment, day, id_day
from (
  select ('x' || translate(left(id::text, 13), '-', ''))::bit(48)::int8 / 86400000 as id_day,
    floor(extract(epoch from ordered_at) / 86400) as ordered,
    floor(extract(epoch from started_at) / 86400) as started,
    floor(extract(epoch from finished_at) / 86400) as finished
  from run
) as held
cross join lateral (values (0, ordered), (1, started), (2, finished)) as reached(moment, day)
where day <> id_day;

-- Down Migration
