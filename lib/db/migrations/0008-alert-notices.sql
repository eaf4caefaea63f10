-- Up Migration

-- { cron, timeZone, durationMs }: on only for so long from each of its times on; null = on all the while
alter table alert_silence add column recurrence jsonb;

-- Several alerts go out in one notice: rows of one group that wait for the same channel are sent in one request.
alter table alert_delivery
  -- null = it is told alone
  add column group_key text,
  -- the request it goes out in, the same on every try; null = not tried yet
  add column notice_id uuid,
  add column sent_at timestamptz;
create index alert_delivery_group on alert_delivery (channel_id, group_key, sent_at) where group_key is not null;
create index alert_delivery_notice on alert_delivery (notice_id) where notice_id is not null;

-- Named in signalbox.yaml, and changed there alone.
alter table alert_rule add column is_declared boolean not null default false;
alter table alert_channel add column is_declared boolean not null default false;

-- Down Migration
