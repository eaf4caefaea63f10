-- Up Migration

-- A schedule's name is its backend's own, and backends tell names apart by queue.
alter table schedule drop constraint schedule_environment_system_name_key;
create unique index schedule_name on schedule (environment, system, coalesce(queue, ''), name);

alter table schedule
  -- made here, for check-ins; else told by a backend or by spans
  add column is_ours boolean not null default false,
  -- its backend tells no rhythm: somebody said it here
  add column is_rhythm_ours boolean not null default false,
  add column created_at timestamptz not null default now(),
  -- since when its rhythm is what it is: due times before that are not judged
  add column defined_at timestamptz not null default now(),
  -- due times from here on are nobody's fault; null = it is watched
  add column paused_at timestamptz,
  -- due times up to here have a slot
  add column slots_until timestamptz,
  -- what the keeper last made of it, all by the database's clock; `status_due_at`: the due time that it is about
  add column status text not null default 'unknown',
  add column status_since timestamptz not null default now(),
  add column status_due_at timestamptz,
  add column status_run_id uuid,
  add column judged_at timestamptz;

-- What became of each due time. `noticed_at`: when the outcome it has now was first seen.
create table schedule_slot (
  schedule_id uuid not null,
  due_at timestamptz not null,
  outcome text not null,
  -- the run that counts, and how many there were
  run_id uuid,
  runs int4 not null default 0,
  started_at timestamptz,
  finished_at timestamptz,
  noticed_at timestamptz not null default now(),
  primary key (schedule_id, due_at)
);
create index schedule_slot_due on schedule_slot (due_at);
create index schedule_slot_open on schedule_slot (schedule_id, due_at) where run_id is not null and finished_at is null;

-- Executions that told their start without an id of their own, until an end comes that has none either.
create table check_in_open (
  schedule_id uuid not null,
  rid text not null,
  started_at timestamptz not null default now(),
  primary key (schedule_id, rid)
);

-- When somebody could have heard of a run: `door`, `source:{id}`. Time outside of these stretches proves nothing.
create table watched (
  subject text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  primary key (subject, from_at)
);

-- A schedule's runs, whatever else its queue does.
create index run_schedule on run (schedule_id, ordered_at) where schedule_id is not null;

-- Down Migration
