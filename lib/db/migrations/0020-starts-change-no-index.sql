-- Up Migration

-- A start is every run's change, and most runs' second. While no index names a column that it changes (state, started_at, fidelity, the
-- worker), the row's new version needs no entries in any of them.
alter table run add column
  -- the worker of a run's only attempt (bit 19 of `fidelity`), once it ended
  ended_by int4;
update run set ended_by = worker_id
 where finished_at is not null and worker_id is not null and fidelity & 524288 <> 0 and redirect_to is null
   and finished_at > now() - interval '1 day';

drop index run_open;
drop index run_trouble;
drop index run_worker;
create index run_open on run (queue_id, ordered_at) where finished_at is null;
create index run_trouble on run (queue_id, ordered_at) where failed_attempts > 0 or error_message is not null;
create index run_ended_by on run (ended_by, finished_at) where ended_by is not null;

-- Down Migration
