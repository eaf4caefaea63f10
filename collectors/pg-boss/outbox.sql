-- The Signalbox outbox for pg-boss 10 to 12: notes every change of a job's state in a table of its own, in the transaction that makes it.
-- pg-boss overwrites a job's attempts and errors, so that without this what came and went between two polls is not kept anywhere.
--
--   signalbox outbox install pg-boss --url postgres://owner@host/database --reader signalbox_reader
--   or: psql -v schema=pgboss -v keys=correlationId,correlation_id,requestId,traceId,traceparent,baggage,_otel -f outbox.sql
--       and then: grant usage on schema signalbox_outbox, and select on its table, to the reader
--
-- It never fails a job: whatever goes wrong inside is swallowed. It keeps about the last 500,000 changes, and prunes itself. Of a job's data it
-- copies the first-level keys named in `keys`, and nothing else. Taking it away: signalbox outbox remove, or the two statements at the end.
-- The trigger sits on the partitioned table; partitions that pg-boss adds later inherit it. Run this again after an upgrade of either.

create schema if not exists signalbox_outbox;

create table if not exists signalbox_outbox.pg_boss (
  xid            xid8        not null default pg_current_xact_id(),
  seq            bigint      not null generated always as identity,
  at             timestamptz not null default clock_timestamp(),
  backend_schema text        not null,
  op             text        not null,
  job_id         uuid        not null,
  job            jsonb       not null,
  primary key (xid, seq)
);

create or replace function signalbox_outbox.note_pg_boss() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $note$
declare
  kept constant bigint := 500000;
  noted bigint;
  job jsonb;
begin
  if tg_op = 'DELETE' then job := to_jsonb(old); else job := to_jsonb(new); end if;
  if job ->> 'name' like '\_\_pgboss\_\_%' then return null; end if;
  insert into signalbox_outbox.pg_boss (backend_schema, op, job_id, job)
  values (tg_argv[0], tg_op, (job ->> 'id')::uuid,
    jsonb_strip_nulls(job - array['data', 'output', 'policy', 'singleton_on', 'expire_seconds', 'deletion_seconds', 'dead_letter', 'group_id',
      'group_tier', 'heartbeat_on', 'heartbeat_seconds', 'source_output', 'pending_dependencies', 'blocking', 'upsert_by_key'])
    || jsonb_build_object(
      'data', case when jsonb_typeof(job -> 'data') = 'object' then
        (select jsonb_object_agg(key, value) from jsonb_each(job -> 'data')
          where key = any (string_to_array(tg_argv[1], ',')) and length(value::text) < 2048) end,
      'output', case when tg_op = 'DELETE' then null
        when length((job -> 'output')::text) < 8192 then job -> 'output'
        else jsonb_build_object('name', job #> '{output,name}', 'message', left(job #>> '{output,message}', 2048)) end))
  returning seq into noted;
  if noted % 1024 = 0 then
    delete from signalbox_outbox.pg_boss o using
      (select xid, seq from signalbox_outbox.pg_boss order by xid, seq limit 4096 for update skip locked) oldest
     where o.xid = oldest.xid and o.seq = oldest.seq and o.seq < noted - kept;
  end if;
  return null;
exception when others then
  return null;
end
$note$;

create or replace trigger signalbox_outbox
  after insert or delete or update of state, started_on, completed_on on :"schema".job
  for each row execute function signalbox_outbox.note_pg_boss(:'schema', :'keys');

-- drop trigger signalbox_outbox on :"schema".job;
-- drop table signalbox_outbox.pg_boss; drop function signalbox_outbox.note_pg_boss();
