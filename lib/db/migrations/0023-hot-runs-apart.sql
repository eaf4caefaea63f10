-- Up Migration

-- A run is written about three times, mostly within seconds, and hardly ever after its end. While it is, it stands in a table of its own: small,
-- vacuumed every few seconds, with room on each page for the next version and no index of what changes. Once it is over it goes to its day, into
-- pages that stay full and indexes that name it once; if nothing is told of it for long, and it is not over, it goes where the open ones are.
--
-- Days that hold runs stay as they are until they are rewritten; they are looked through once here, when they are attached again.
create temp table day_of_run on commit drop as
select c.oid::regclass as day, c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds, inhdetachpending as is_going
  from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'run'::regclass;

do $$
declare one record;
begin
  for one in select * from day_of_run loop
    execute format('alter table run detach partition %s %s', one.day, case when one.is_going then 'finalize' end);
  end loop;
  delete from day_of_run where is_going;
  -- what was detached and not dropped yet is past its time
  for one in select c.oid::regclass as day from pg_class c
              where relnamespace = (select relnamespace from pg_class where oid = 'run'::regclass) and relkind = 'r'
                and relname ~ '^run_[0-9]{8}$' and oid not in (select day from day_of_run) loop
    execute format('drop table %s', one.day);
  end loop;
end $$;

alter table run rename to run_as_it_was;
-- h: run_hot, o: run_open, c: run_cold
alter table run_as_it_was add column place "char" not null default 'h';
create table run (like run_as_it_was including defaults including storage) partition by list (place);
drop table run_as_it_was;

-- No key of `id` over all of them: it would have to name the place. The one writer of a shard sees to it.
create table run_hot partition of run (primary key (id)) for values in ('h') with (fillfactor = 40);
create table run_open partition of run (primary key (id), check (finished_at is null)) for values in ('o');
-- A day a partition, by the UUIDv7's time. No foreign keys into it.
create table run_cold partition of run (primary key (id)) for values in ('c') partition by range (id);

-- Ascending, as moments come, so that their pages fill up.
create index run_queue on run (queue_id, ordered_at);
create index run_fingerprint on run (error_fingerprint, ordered_at) where error_fingerprint is not null;
create index run_schedule on run (schedule_id, ordered_at) where schedule_id is not null;
create index run_open_correlation on run_open (correlation_id) where correlation_id is not null;
create index run_open_trace on run_open (trace_id) where trace_id is not null;
create index run_correlation on run_cold (correlation_id) where correlation_id is not null;
create index run_trace on run_cold (trace_id) where trace_id is not null;
create index run_eventful on run_cold (queue_id, ordered_at) where eventful;
create index run_finished on run_cold (queue_id, finished_at) where finished_at is not null;
create index run_eventful_end on run_cold (queue_id, finished_at) where eventful;
create index run_ended_by on run_cold (ended_by, finished_at) where ended_by is not null;
-- those that were over and are open again, and ends that nobody dated
create index run_unended on run_cold (queue_id, ordered_at) where finished_at is null;

-- A day without runs is made anew, as soon as the schema is up to date.
do $$
declare
  one record;
  columns text;
  holds_runs boolean;
begin
  select string_agg(quote_ident(attname), ', ' order by attnum) into columns
    from pg_attribute where attrelid = 'run'::regclass and attnum > 0 and not attisdropped and attname <> 'place';
  for one in select * from day_of_run loop
    execute format('with gone as (delete from %s where finished_at is null and state < 5 and redirect_to is null returning *)
                    insert into run_open (%s, place) select %2$s, ''o'' from gone', one.day, columns);
    execute format('select exists (select from %s)', one.day) into holds_runs;
    if holds_runs then
      execute format('alter table %s add column place "char" not null default ''c''', one.day);
      execute format('alter table %s rename to %I', one.day, 'run_cold' || substr(one.name, 4));
      execute format('alter table run_cold attach partition %s %s', one.day, one.bounds);
    else
      execute format('drop table %s', one.day);
    end if;
  end loop;
end $$;

-- Down Migration
