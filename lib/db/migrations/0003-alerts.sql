-- Up Migration

-- What to watch for. `definition` is the contract's rule (lib/contracts/alert-rule.ts) with its defaults filled in.
create table alert_rule (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  definition jsonb not null,
  -- grows with every change of meaning; a change ends the instances of the version before
  version int4 not null default 1,
  is_enabled boolean not null default true,
  -- the slot that was evaluated last; the next one follows from the rule
  evaluated_at timestamptz,
  last_error text,
  -- rules that are there from the first start on, by their key; removing one is remembered
  built_in text unique,
  removed_at timestamptz,
  created_by text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- One rule × one set of labels. `state` is what the state machine needs to go on (lib/alerts/step.ts).
create table alert_instance (
  id uuid primary key default gen_random_uuid(),
  rule_id uuid not null,
  rule_version int4 not null,
  labels jsonb not null,
  labels_key text not null,
  phase text not null,
  state jsonb not null,
  value float8,
  samples int8 not null default 0,
  since timestamptz not null,
  episode_id uuid,
  -- the slot at which its channels were told last in this episode
  notified_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  updated_at timestamptz not null default now(),
  unique (rule_id, labels_key)
);

-- Every change of phase, at its slot: the history of alerts, and what a replay must come to again.
create table alert_transition (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  rule_id uuid not null,
  rule_version int4 not null,
  instance_id uuid not null,
  episode_id uuid,
  labels jsonb not null,
  from_phase text not null,
  to_phase text not null,
  value float8,
  threshold float8,
  samples int8 not null,
  reason text not null,
  noted_at timestamptz not null default now()
);
create index alert_transition_at on alert_transition (at desc, id desc);
create index alert_transition_rule on alert_transition (rule_id, at desc);

create table alert_silence (
  id uuid primary key default gen_random_uuid(),
  matchers jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  comment text not null,
  created_by text not null,
  created_at timestamptz not null default now()
);

create table alert_channel (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  kind text not null,
  config jsonb not null,
  secret bytea not null,
  send_resolved boolean not null default true,
  -- a receiver that answered 410 is told nothing more
  disabled_reason text,
  created_by text,
  created_at timestamptz not null default now()
);

-- The outbox: written with the change of state it tells of, delivered at least once under one id.
create table alert_delivery (
  id uuid primary key,
  channel_id uuid not null,
  rule_id uuid,
  instance_id uuid,
  episode_id uuid,
  type text not null,
  body jsonb not null,
  state text not null default 'pending',
  due_at timestamptz not null,
  tries int4 not null default 0,
  last_status int4,
  last_error text,
  created_at timestamptz not null default now(),
  delivered_at timestamptz
);
create index alert_delivery_due on alert_delivery (due_at) where state = 'pending';
create index alert_delivery_episode on alert_delivery (episode_id);
create index alert_delivery_created on alert_delivery (created_at desc);

-- Down Migration
