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
  /** Waits this long before it is sent, in case it resolves at once. */
  waitMs: number;
}

/** Puts notices into the outbox. What is there already stays as it is. */
export async function writeDeliveries(client: Client, deliveries: readonly NewDelivery[]): Promise<void> {
  for (const one of deliveries) {
    await client.query(
      `insert into alert_delivery (id, channel_id, rule_id, instance_id, episode_id, type, body, due_at)
       values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8::float8 / 1000)) on conflict (id) do nothing`,
      [
        one.id,
        one.channelId,
        one.ruleId,
        one.instanceId,
        one.episodeId,
        one.type,
        JSON.stringify(one.body),
        one.waitMs,
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
    `select distinct channel_id from alert_delivery where episode_id = $1 and type = 'alert.firing' and state <> 'skipped'`,
    [episodeId],
  );
  return told.rows.map((row) => row.channel_id);
}
