-- Up Migration

-- Two-step sign-in, of people with a password.
create table auth_two_step (
  -- the user's
  id text primary key references auth_user (id) on delete cascade,
  -- what the codes of their app follow from, sealed with SIGNALBOX_SECRET
  secret bytea not null,
  -- null = begun: no code was shown to be right yet, none is asked for
  on_since timestamptz,
  -- the latest step of 30 s whose code was used
  last_step int4 not null default 0,
  -- SHA-256 of each recovery code that is left
  recovery bytea[] not null default '{}'
);

-- A right password where a code is asked for as well. Opens nothing alone.
create table auth_ticket (
  -- SHA-256
  hash bytea primary key,
  user_id text not null references auth_user (id) on delete cascade,
  expires_at timestamptz not null
);
create index auth_ticket_user on auth_ticket (user_id);

-- Down Migration
