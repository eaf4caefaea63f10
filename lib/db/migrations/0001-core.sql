-- Up Migration

-- Words with few values, as int4 everywhere else. Kinds: 1 environment, 2 source, 3 system, 4 job, 5 service, 6 worker,
-- 7 span name, 8 version, 9 tenant, 10 schedule, 11 error type. Capped per kind, jobs per environment; overflow goes to the value '(other)'.
create table dim (
  id int4 generated always as identity primary key,
  kind int2 not null,
  value text not null,
  -- of jobs: the environment that brought the name, against whose cap it counts
  environment_id int4,
  unique (kind, value)
);
create index dim_environment on dim (environment_id, kind) where environment_id is not null;

-- A named lane. The source that reports it may change; (environment, system, name) is its identity.
create table queue (
  id int4 generated always as identity primary key,
  environment_id int4 not null,
  system_id int4 not null,
  name text not null,
  source_id int4 not null,
  first_seen_at timestamptz not null default now(),
  unique (environment_id, system_id, name)
);

-- Evidence that is stored and acknowledged but not yet derived. One packed row per batch and shard.
create table inbox (
  id int8 generated always as identity primary key,
  shard int2 not null,
  at timestamptz not null default now(),
  items int4 not null,
  body bytea not null
);
alter table inbox alter column body set storage external;
-- Rows live for less than a second: vacuum by count, never by share, and not because of inserts.
alter table inbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = -1);
create index inbox_shard on inbox (shard, id);

-- One job instance with all its attempts. A day a partition, by the UUIDv7's time. No foreign keys into it.
-- Columns by their width, so that none is padded; indexes ascending, as moments come, so that their pages fill up: lists read them backwards.
create table run (
  id uuid not null,
  enqueued_at timestamptz,
  due_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  -- what lists and rollups sort by: enqueued, else started, else finished, else first evidence
  ordered_at timestamptz not null,
  wait_us int8,
  duration_us int8,
  total_us int8,
  queue_id int4 not null,
  source_id int4 not null,
  job_id int4,
  worker_id int4,
  version_id int4,
  tenant_id int4,
  schedule_id int4,
  -- two bits a field in the order of `fidelityFields`, then flags: bit 16 skewed, bit 17 late,
  -- bit 18 the run takes part in its trace_id itself, bit 19 its only attempt is told by these columns (lib/domain/fidelity.ts)
  fidelity int4 not null default 0,
  revision int4 not null default 1,
  state int2 not null,
  attempts int2 not null default 0,
  max_attempts int2,
  failed_attempts int2 not null default 0,
  correlation_rank int2,
  -- set when this row was merged into an older one; such a row counts for nothing
  redirect_to uuid,
  job_key text,
  correlation_id text,
  trace_id bytea,
  error_type text,
  error_message text,
  error_fingerprint bytea,
  -- packed, without what the columns say (lib/domain/run-words.ts)
  evidence bytea not null,
  primary key (id)
) partition by range (id);
create index run_queue on run (queue_id, ordered_at);
create index run_finished on run (queue_id, finished_at) where finished_at is not null;
create index run_correlation on run (correlation_id) where correlation_id is not null;
create index run_trouble on run (queue_id, ordered_at) where state in (6, 9) or failed_attempts > 0;
create index run_open on run (state, ordered_at) where state < 5;
create index run_trace on run (trace_id) where trace_id is not null;
create index run_worker on run (worker_id, started_at) where worker_id is not null and fidelity & 524288 <> 0;
create index run_fingerprint on run (error_fingerprint, ordered_at) where error_fingerprint is not null;

-- A name under which evidence may arrive: a 128-bit hash. By day of last touch; kept 7 days beyond it, so one name may
-- have a row a day: the latest counts. No unique key: the shard's single writer is what keeps rows apart.
create table run_alias (
  alias uuid not null,
  -- null for a weak name whose evidence belongs to the name that claimed it
  run_id uuid,
  -- weak names (producer span, attempt span) only: the better name that claimed it; all zeros = two did, so it is given up
  claimed_by uuid,
  -- births of a job name: the creation time this row stands for, in microseconds; 0 = none known
  born_at int8 not null default 0,
  day date not null,
  kind int2 not null
) partition by range (day);
create index run_alias_alias on run_alias (alias);

-- Attempts that their run's columns do not tell: about one run in twelve has any.
create table attempt (
  run_id uuid not null,
  started_at timestamptz,
  finished_at timestamptz,
  duration_us int8,
  queue_id int4 not null,
  job_id int4,
  worker_id int4,
  number int2 not null,
  state int2 not null,
  fidelity int2 not null default 0,
  will_retry boolean,
  error_type text,
  error_message text,
  error_stack text,
  error_fingerprint bytea,
  trace_id bytea,
  span_id bytea,
  primary key (run_id, number)
) partition by range (run_id);
create index attempt_worker on attempt (worker_id, started_at) where worker_id is not null;

-- Causal links that their run's columns do not tell (`isOwnEdge` in lib/domain/alias.ts), for whoever looks from the other end: what a run
-- itself points at is read from its evidence. No unique key: the shard's single writer is what keeps rows apart.
-- `target` is a node: 0x01 trace(16) · 0x02 span(16+8) · 0x03 job or run name (16) · 0x04 correlation (16).
create table edge (
  run_id uuid not null,
  kind int2 not null,
  target bytea not null
) partition by range (run_id);
create index edge_run on edge (run_id);
create index edge_target on edge (target, run_id);

-- Spans: narrow columns here, attributes packed about 50 to a compressed chunk. No unique key: readers drop repeats. Wide columns first:
-- no byte is lost to alignment.
create table span (
  started_at timestamptz not null,
  duration_us int8 not null,
  chunk_id int8 not null,
  name_id int4 not null,
  service_id int4 not null,
  environment_id int4 not null,
  kind int2 not null,
  status int2 not null,
  chunk_ix int2 not null,
  trace_id bytea not null,
  span_id bytea not null,
  parent_span_id bytea
) partition by range (started_at);
create index span_trace on span (trace_id);
create index span_started on span using brin (started_at);

create table span_chunk (
  id int8 not null,
  day timestamptz not null,
  -- 2 = zstd of a JSON array, one object a span (lib/ingest/span-chunk.ts): attributes, events, links, status message, scope, resource, dropped counts
  codec int2 not null,
  body bytea not null,
  primary key (id, day)
) partition by range (day);
alter table span_chunk alter column body set storage external;
-- Taken a block at a time by each door.
create sequence span_chunk_id increment by 1000;

create table log (
  at timestamptz not null,
  trace_id bytea,
  span_id bytea,
  severity int2 not null,
  service_id int4 not null,
  environment_id int4 not null,
  body text not null,
  attributes jsonb,
  content_hash bytea not null
) partition by range (at);
create index log_trace on log (trace_id) where trace_id is not null;
create index log_at on log using brin (at);

-- A request that was stored already: redelivery is a no-op. Kept 48 h.
create table ingest_batch (
  id bytea primary key,
  at timestamptz not null default now()
);
create index ingest_batch_at on ingest_batch using brin (at);

-- Signed contributions of runs, append-only; compacted into `rollup`. grain: bucket width in seconds (60, 300, 3600, 86400).
-- job_id 0 = the queue's total. Histograms: log buckets, OTel exponential grid at scale 5, packed and signed (lib/stats/sketch.ts).
create table rollup_delta (
  bucket timestamptz not null,
  grain int4 not null,
  queue_id int4 not null,
  job_id int4 not null,
  enqueued int4 not null default 0,
  started int4 not null default 0,
  succeeded int4 not null default 0,
  dead int4 not null default 0,
  cancelled int4 not null default 0,
  discarded int4 not null default 0,
  vanished int4 not null default 0,
  failed_attempts int4 not null default 0,
  succeeded_attempts int4 not null default 0,
  retried int4 not null default 0,
  late int4 not null default 0,
  duration_n int4 not null default 0,
  duration_sum_us int8 not null default 0,
  wait_n int4 not null default 0,
  wait_sum_us int8 not null default 0,
  duration_hist bytea,
  wait_hist bytea,
  total_hist bytea
);
create index rollup_delta_key on rollup_delta (grain, queue_id, job_id, bucket);

create table rollup (
  like rollup_delta including defaults,
  primary key (grain, queue_id, job_id, bucket)
);

-- Gauges read at a moment. null = not measured.
create table sample (
  at timestamptz not null,
  queue_id int4 not null,
  queued int4,
  scheduled int4,
  running int4,
  retrying int4,
  blocked int4,
  dead int4,
  oldest_waiting_ms int8,
  workers int4,
  is_paused boolean
) partition by range (at);
create index sample_queue on sample (queue_id, at desc);

create table gap (
  id uuid primary key default gen_random_uuid(),
  source_id int4 not null,
  queue text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  lost int8,
  cause text not null,
  at timestamptz not null default now()
);

create table error_group (
  fingerprint bytea primary key,
  type text,
  message text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  status text not null default 'open',
  status_at timestamptz
);

create table worker (
  environment_id int4 not null,
  system_id int4 not null,
  worker_id int4 not null,
  queue text not null,
  last_seen_at timestamptz not null,
  version_id int4,
  primary key (environment_id, system_id, worker_id, queue)
);

-- Configured sources. Secrets inside config are encrypted in `secret` and never leave.
create table source (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  environment text not null,
  kind text not null,
  config jsonb not null,
  secret bytea,
  poll_ms int4 not null,
  correlation jsonb not null default '{"pointers":[]}',
  payload jsonb not null default '{"allow":[],"redact":[]}',
  act jsonb not null default '{"enabled":false}',
  is_enabled boolean not null default true,
  is_declared boolean not null default false,
  created_at timestamptz not null default now(),
  unique (environment, name)
);

-- What the watcher last knew of a source; one row each, cursor committed with the evidence it covers.
create table source_state (
  source_id uuid primary key,
  cursor jsonb,
  last_read_at timestamptz,
  last_error text,
  last_error_at timestamptz,
  clock_offset_ms float8,
  server text,
  library text,
  missing jsonb not null default '[]'
);

-- A source that somebody wants tried before it is saved: asked by the web process, answered by a watcher, gone a minute later.
create unlogged table source_probe (
  id uuid primary key default gen_random_uuid(),
  secret bytea not null,
  asked_at timestamptz not null default now(),
  taken_at timestamptz,
  answer jsonb
);

-- Schedules as their backends declare them, or as created by hand for check-ins.
create table schedule (
  id uuid primary key default gen_random_uuid(),
  environment text not null,
  source text not null,
  system text not null,
  name text not null,
  queue text,
  job text,
  cron text,
  every_ms int8,
  time_zone text,
  grace_ms int8,
  max_runtime_ms int8,
  token_hash bytea unique,
  next_due_at timestamptz,
  seen_at timestamptz not null default now(),
  unique (environment, system, name)
);

-- One holder per source, derive shard and evaluator; the epoch fences every write of a former holder.
create table lease (
  name text primary key,
  holder text not null,
  epoch int8 not null,
  expires_at timestamptz not null
);

-- What was refused, per source and reason, with one bounded example. environment '' = not known.
create table rejection (
  source text not null,
  reason text not null,
  environment text not null default '',
  count int8 not null default 0,
  sample text,
  -- of refused times: how far the farthest lay from our clock, ahead above zero
  offset_ms float8,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (source, reason, environment)
);

-- What senders could do better: a row per sender and kind, added up (lib/trust/finding.ts). Current for 24 h after `last_at`.
create table finding (
  environment text not null,
  source text not null,
  code text not null,
  -- what of the sender: a scope, a limit, a system; '' = all of it
  subject text not null,
  count int8 not null,
  -- of how many that were looked at; null = not counted
  out_of int8,
  amount float8,
  trace_id bytea,
  run_id uuid,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (environment, source, code, subject)
);
alter table finding set (fillfactor = 70);

create table quarantine (
  id uuid primary key default gen_random_uuid(),
  at timestamptz not null default now(),
  source text not null,
  reason text not null,
  -- how many alike this row stands for; `sample` is of the first
  records int4 not null default 1,
  sample bytea
);

-- API tokens and ingest keys: only the SHA-256 is kept.
create table api_key (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  scope text not null check (scope in ('ingest', 'read', 'operate', 'admin')),
  environment text,
  token_hash bytea not null unique,
  prefix text not null,
  created_by text,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table audit (
  id uuid primary key default gen_random_uuid(),
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  target text,
  address text,
  before jsonb,
  after jsonb,
  result text
);

-- Small settings of the installation: setup code hash, first-start marks.
create table setting (
  key text primary key,
  value jsonb not null
);

-- Down Migration
