-- Up Migration

-- Of an update on one page Postgres logs what lies between the first and the last byte that differ (heapam.c, log_heap_update). So what hardly
-- ever changes stands first, what each version of a run changes after it, and last what was there from the start: the older part of the packed
-- evidence, which is at its end, and the texts. Days that hold runs keep the order they have until they are rewritten; they are looked through
-- once here, when they are attached again.
--
-- `eventful` says beside it which runs were not plain successes, so that indexes have those alone: it changes with ends, never with a start.
alter table run add column if not exists eventful boolean;
update run set eventful = true
 where (failed_attempts > 0 or error_message is not null or error_type is not null or state > 5) and redirect_to is null;
drop index if exists run_trouble;
drop index if exists run_eventful;
drop index if exists run_eventful_end;

create temp table day_of_run on commit drop as
select c.oid::regclass as day, pg_get_expr(c.relpartbound, c.oid) as bounds
  from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'run'::regclass;

do $$
declare one record;
begin
  for one in select * from day_of_run loop
    execute format('alter table run detach partition %s', one.day);
  end loop;
end $$;
drop table run;

-- One job instance with all its attempts. A day a partition, by the UUIDv7's time. No foreign keys into it.
-- Among what changes alike by width, so that little is padded; indexes ascending, as moments come, so that their pages fill up.
create table run (
  id uuid not null,
  enqueued_at timestamptz,
  -- what lists and rollups sort by: enqueued, else started, else finished, else first evidence
  ordered_at timestamptz not null,
  queue_id int4 not null,
  source_id int4 not null,
  job_id int4,
  tenant_id int4,
  schedule_id int4,
  version_id int4,
  due_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  wait_us int8,
  duration_us int8,
  total_us int8,
  worker_id int4,
  -- the worker of a run's only attempt (bit 19 of `fidelity`), once it ended
  ended_by int4,
  -- two bits a field in the order of `fidelityFields`, then flags: bit 16 skewed, bit 17 late,
  -- bit 18 the run takes part in its trace_id itself, bit 19 its only attempt is told by these columns (lib/domain/fidelity.ts)
  fidelity int4 not null default 0,
  revision int4 not null default 1,
  state int2 not null,
  attempts int2 not null default 0,
  failed_attempts int2 not null default 0,
  -- true: an attempt failed, an error was told, or it ended otherwise than in success; never false
  eventful boolean,
  max_attempts int2,
  correlation_rank int2,
  -- set when this row was merged into an older one; such a row counts for nothing
  redirect_to uuid,
  error_type text,
  error_message text,
  error_fingerprint bytea,
  -- packed, without what the columns say (lib/domain/run-words.ts)
  evidence bytea not null,
  job_key text,
  correlation_id text,
  trace_id bytea,
  primary key (id)
) partition by range (id);
create index run_queue on run (queue_id, ordered_at);
create index run_finished on run (queue_id, finished_at) where finished_at is not null;
create index run_correlation on run (correlation_id) where correlation_id is not null;
create index run_eventful on run (queue_id, ordered_at) where eventful;
create index run_eventful_end on run (queue_id, finished_at) where eventful;
create index run_open on run (queue_id, ordered_at) where finished_at is null;
create index run_trace on run (trace_id) where trace_id is not null;
create index run_ended_by on run (ended_by, finished_at) where ended_by is not null;
create index run_fingerprint on run (error_fingerprint, ordered_at) where error_fingerprint is not null;
create index run_schedule on run (schedule_id, ordered_at) where schedule_id is not null;

-- A day without runs is made anew, in this order, as soon as the schema is up to date.
do $$
declare
  one record;
  holds_runs boolean;
begin
  for one in select * from day_of_run loop
    execute format('select exists (select from %s)', one.day) into holds_runs;
    if holds_runs then
      execute format('alter table run attach partition %s %s', one.day, one.bounds);
    else
      execute format('drop table %s', one.day);
    end if;
  end loop;
end $$;

-- Down Migration
