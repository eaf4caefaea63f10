-- Up Migration

-- What a receiver answered is not kept: it may come from where a reader of deliveries has no access. Of a mail server's words nothing tells
-- where they begin.
update alert_delivery d
set last_error = case
  when last_error ~ '^answered \d{3}' then substring(last_error from '^answered \d{3}(?:; redirects are not followed)?')
  else 'it was not taken'
end
where last_error ~ '^answered \d{3}'
  or (last_error is not null and not exists (select from alert_channel c where c.id = d.channel_id and c.kind <> 'email'));

-- Down Migration
