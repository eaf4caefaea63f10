// The outbox from the sender's side. Taking a delivery schedules its next try at once, so that a sender that dies is made up for.
import type { NoticeBody } from '#lib/alerts/notice-body.ts';
import type { ChannelKind } from '#lib/contracts/alert-channel.ts';
import type { Queryable } from '#lib/db/pool.ts';

export interface TakenDelivery {
  id: string;
  channelId: string;
  kind: ChannelKind;
  secret: Buffer;
  body: NoticeBody;
  /** This one included. */
  tries: number;
}

/** Waits between tries; after the last one a delivery is dead. */
export const retryAfterMs = [5_000, 30_000, 120_000, 600_000, 1_800_000] as const;

/**
 * Up to `limit` deliveries that are due, none of `busyChannels`; their next try is set a while ahead. An episode's end waits until its
 * beginning is told.
 */
export async function takeDeliveries(
  db: Queryable,
  limit: number,
  busyChannels: readonly string[],
): Promise<TakenDelivery[]> {
  const { rows } = await db.query<TakenDelivery>(
    `update alert_delivery d set tries = d.tries + 1,
            due_at = now() + make_interval(secs => ($3::float8[])[least(d.tries + 1, cardinality($3::float8[]))] * (0.8 + random() * 0.4))
       from alert_channel c
      where c.id = d.channel_id and d.id in (
        select one.id from alert_delivery one
         where one.state = 'pending' and one.due_at <= now() and not (one.channel_id = any($2::uuid[]))
           and not exists (select from alert_delivery first where first.episode_id = one.episode_id and first.channel_id = one.channel_id
                             and first.state = 'pending' and first.type = 'alert.firing' and one.type = 'alert.resolved')
         order by one.due_at limit $1 for update skip locked)
     returning d.id, d.channel_id as "channelId", c.kind, c.secret, d.body, d.tries`,
    [limit, busyChannels, retryAfterMs.map((ms) => ms / 1000)],
  );
  return rows;
}

export async function markDelivered(db: Queryable, id: string, status: number): Promise<void> {
  await db.query(
    `update alert_delivery set state = 'delivered', delivered_at = now(), last_status = $2, last_error = null where id = $1`,
    [id, status],
  );
}

/** `waitMs`: at least so long until the next try; null = as scheduled. `isDead`: there is none. */
export async function markFailed(
  db: Queryable,
  id: string,
  of: { status: number | null; error: string; waitMs: number | null; isDead: boolean },
): Promise<void> {
  await db.query(
    `update alert_delivery set last_status = $2, last_error = $3, state = case when $5 then 'dead' else state end,
            due_at = greatest(due_at, now() + make_interval(secs => coalesce($4::float8, 0) / 1000)) where id = $1`,
    [id, of.status, of.error.slice(0, 500), of.waitMs, of.isDead],
  );
}

/** The receiver said that it is gone for good: nothing more is told to it. */
export async function disableChannel(db: Queryable, id: string, reason: string): Promise<void> {
  await db.query('update alert_channel set disabled_reason = $2 where id = $1', [id, reason]);
  await db.query(
    `update alert_delivery set state = 'dead', last_error = $2 where channel_id = $1 and state = 'pending'`,
    [id, reason],
  );
}
