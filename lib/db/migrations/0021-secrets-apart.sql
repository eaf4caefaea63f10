-- Up Migration

-- What sources and channels keep secret, a row for each part of their settings that may not be shown: a part is replaced without reading any,
-- so that the process with the screens needs no right to read them. What was sealed whole before is the part 'all', which the worker takes apart.
create table source_secret (
  owner_id uuid not null references source on delete cascade,
  part text not null,
  sealed bytea not null,
  primary key (owner_id, part)
);
create table channel_secret (
  owner_id uuid not null references alert_channel on delete cascade,
  part text not null,
  sealed bytea not null,
  primary key (owner_id, part)
);
insert into source_secret select id, 'all', secret from source where secret is not null;
insert into channel_secret select id, 'all', secret from alert_channel;
alter table source drop column secret;
alter table alert_channel drop column secret;

-- Down Migration
