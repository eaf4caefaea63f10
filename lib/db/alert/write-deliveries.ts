import type { Client } from '#lib/db/pool.ts';

export interface NewDelivery {
  /** Follows from what is told, so that telling it again adds nothing. */
  id: string;
  channelId: string;
  ruleId: string;
  instanceId: string;
  episodeId: string;
  type: 'alert.firing' | 'alert.resolved';
  body: object;
  /** Goes out in one notice with what else of this group waits for the channel; null = alone. */
  groupKey: string | null;
  /** Waits at least this long, in case it resolves at once or others follow. */
  waitMs: number;
  /** Waits at least this long after the last notice of its group. */
  intervalMs: number;
}

/** Puts notices into the outbox. What is there already stays as it is; what a disabled channel should be told is dead from the start. */
export async function writeDeliveries(client: Client, deliveries: readonly NewDelivery[]): Promise<void> {
  for (const one of deliveries) {
    await client.query(
      `insert into alert_delivery (id, channel_id, rule_id, instance_id, episode_id, type, body, group_key, state, last_error, due_at)
       select $1, c.id, $3, $4, $5, $6, $7, $8, case when c.disabled_reason is null then 'pending' else 'dead' end, c.disabled_reason,
              case when $9::float8 + $10::float8 = 0 then now() else coalesce(
                (select min(w.due_at) from alert_delivery w
                  where w.channel_id = c.id and w.group_key = $8 and w.state = 'pending' and w.notice_id is null),
                greatest(now() + make_interval(secs => $9::float8 / 1000),
                  (select max(w.sent_at) from alert_delivery w where w.channel_id = c.id and w.group_key = $8)
                    + make_interval(secs => $10::float8 / 1000))) end
         from alert_channel c where c.id = $2
       on conflict (id) do nothing`,
      [
        one.id,
        one.channelId,
        one.ruleId,
        one.instanceId,
        one.episodeId,
        one.type,
        JSON.stringify(one.body),
        one.groupKey,
        one.waitMs,
        one.intervalMs,
      ],
    );
  }
}

/**
 * Takes back what of an episode was not sent yet: it has ended. Returns the channels that were told of it, which are to hear of its end.
 */
export async function withdrawDeliveries(client: Client, episodeId: string): Promise<string[]> {
  await client.query(
    `update alert_delivery set state = 'skipped', last_error = 'resolved before it was sent'
      where episode_id = $1 and state = 'pending' and tries = 0 and type = 'alert.firing'`,
    [episodeId],
  );
  const told = await client.query<{ channel_id: string }>(
    `select distinct channel_id from alert_delivery where episode_id = $1 and type = 'alert.firing' and tries > 0`,
    [episodeId],
  );
  return told.rows.map((row) => row.channel_id);
}
