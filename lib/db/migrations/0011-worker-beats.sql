-- Up Migration

-- What a worker last said of itself, over all its queues; null = it says nothing, or not that.
alter table worker
  add column concurrency int4,
  add column busy int4,
  add column beat_at timestamptz;

-- Down Migration
