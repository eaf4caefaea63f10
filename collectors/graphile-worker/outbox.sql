-- The Signalbox outbox for Graphile Worker: notes every change of a job in a table of its own, in the transaction that makes the change.
-- Graphile Worker deletes a job that succeeded, so that without this a job which comes and goes between two polls is never seen.
--
--   signalbox outbox install graphile-worker --url postgres://owner@host/database --reader signalbox_reader
--   or: psql -v schema=graphile_worker -v keys=correlationId,correlation_id,requestId,traceId,traceparent,baggage,_otel,_cron -f outbox.sql
--       and then: grant usage on schema signalbox_outbox, and select on its table, to the reader
--
-- It never fails a job: whatever goes wrong inside is swallowed. It keeps about the last 500,000 changes, and prunes itself. Of a
-- payload it copies the first-level keys named in `keys`, and nothing else. Taking it away: signalbox outbox remove, or the two statements at the end.
-- Run it again after an upgrade of this file; it replaces what it made.

create schema if not exists signalbox_outbox;

create table if not exists signalbox_outbox.graphile_worker (
  xid            xid8        not null default pg_current_xact_id(),
  seq            bigint      not null generated always as identity,
  at             timestamptz not null default clock_timestamp(),
  backend_schema text        not null,
  op             text        not null,
  job_id         bigint      not null,
  task_id        int         not null,
  created_at     timestamptz not null,
  run_at         timestamptz not null,
  attempts       int         not null,
  max_attempts   int         not null,
  priority       int         not null,
  locked_at      timestamptz,
  locked_by      text,
  last_error     text,
  was_attempts   int,
  was_locked_at  timestamptz,
  was_locked_by  text,
  was_run_at     timestamptz,
  carrier        jsonb,
  primary key (xid, seq)
);

create or replace function signalbox_outbox.note_graphile_worker() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $note$
declare
  kept constant bigint := 500000;
  noted bigint;
  job record;
begin
  if tg_op = 'DELETE' then job := old; else job := new; end if;
  insert into signalbox_outbox.graphile_worker
    (backend_schema, op, job_id, task_id, created_at, run_at, attempts, max_attempts, priority, locked_at, locked_by, last_error,
     was_attempts, was_locked_at, was_locked_by, was_run_at, carrier)
  values
    (tg_table_schema, tg_op, job.id, job.task_id, job.created_at, job.run_at, job.attempts, job.max_attempts, job.priority,
     job.locked_at, job.locked_by, left(job.last_error, 8192),
     case tg_op when 'UPDATE' then old.attempts end, case tg_op when 'UPDATE' then old.locked_at end,
     case tg_op when 'UPDATE' then old.locked_by end, case tg_op when 'UPDATE' then old.run_at end,
     case when tg_op = 'INSERT' and json_typeof(job.payload) = 'object' then
       (select jsonb_object_agg(key, value) from json_each(job.payload)
         where key = any (string_to_array(tg_argv[0], ',')) and length(value::text) < 2048) end)
  returning seq into noted;
  if noted % 1024 = 0 then
    delete from signalbox_outbox.graphile_worker o using
      (select xid, seq from signalbox_outbox.graphile_worker order by xid, seq limit 4096 for update skip locked) oldest
     where o.xid = oldest.xid and o.seq = oldest.seq and o.seq < noted - kept;
  end if;
  return null;
exception when others then
  return null;
end
$note$;

create or replace trigger signalbox_outbox
  after insert or delete or update of attempts, max_attempts, locked_at, last_error, run_at on :"schema"._private_jobs
  for each row execute function signalbox_outbox.note_graphile_worker(:'keys');

-- drop trigger signalbox_outbox on :"schema"._private_jobs;
-- drop table signalbox_outbox.graphile_worker cascade; drop function signalbox_outbox.note_graphile_worker();
