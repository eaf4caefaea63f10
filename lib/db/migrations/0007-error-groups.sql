-- Up Migration

-- What people decided about an error group, until when. `ignored_runs`: until that many more runs have it; both null = until it is opened again.
alter table error_group
  add column ignored_until timestamptz,
  add column ignored_runs int4,
  add column status_by text;

-- When a version was first heard of in a queue: a flag on its charts.
create table deploy (
  environment_id int4 not null,
  system_id int4 not null,
  queue text not null,
  version_id int4 not null,
  first_seen_at timestamptz not null,
  primary key (environment_id, system_id, queue, version_id)
);

-- Down Migration
