-- Up Migration

-- What other people's pages may show. The token is known to its owner alone; only its SHA-256 is kept.
create table widget (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  -- environment, source, queue, job, schedule or correlationId (lib/contracts/widget.ts)
  scope jsonb not null,
  fields text[] not null default '{}',
  frame_origins text[] not null default '{}',
  is_on_status_page boolean not null default false,
  token_hash bytea not null unique,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_fetched_at timestamptz
);

-- The one row that a request reads: figures made ahead of time, so that no request ever touches runs.
create table widget_row (
  widget_id uuid primary key references widget (id) on delete cascade,
  figures jsonb not null,
  updated_at timestamptz not null,
  -- from then on the widget is grey
  stale_after timestamptz not null,
  due_at timestamptz not null
);
create index widget_row_due on widget_row (due_at);

-- Down Migration
