-- Up Migration

-- How long a source that costs its backend much rests after a reading, and after one of its depths, in ms: it is not stale while it does.
-- `found`: what a collector found its backend to tell, where that differs from what it usually can.
alter table source_state
  add column rest_ms int4 not null default 0,
  add column sample_rest_ms int4 not null default 0,
  add column found jsonb not null default '{}';

-- Down Migration
