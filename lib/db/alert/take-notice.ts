// The outbox from the sender's side. Whoever takes a notice has it for a while alone; should he die, it is due again after that.
import type { NoticeBody } from '#lib/alerts/notice-body.ts';
import type { ChannelKind } from '#lib/contracts/alert-channel.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { partsOf, readParts, type SealedParts } from '#lib/db/secret/secret-parts.ts';

/** One request to one channel: the alerts that are told in it, in the order in which they came up. */
export interface TakenNotice {
  /** The same on every try. */
  id: string;
  channelId: string;
  kind: ChannelKind;
  /** What is shown of the channel's settings. */
  config: Record<string, unknown>;
  parts: SealedParts;
  alerts: NoticeBody[];
  /** This one included. */
  tries: number;
}

/** Waits between tries; after the last one a notice is dead. */
export const retryAfterMs = [5_000, 30_000, 120_000, 600_000, 1_800_000] as const;
/** Longer than any try takes. */
const heldMs = 30_000;
const mostAlerts = 20;

/** An episode's end waits until its beginning is told, unless both go in one notice. */
const isFree = (row: string): string => `not exists (
  select from alert_delivery first where first.episode_id = ${row}.episode_id and first.channel_id = ${row}.channel_id
     and first.state = 'pending' and first.type = 'alert.firing' and ${row}.type = 'alert.resolved')`;

/** The notice that has been due for longest, of no busy channel; at a first try with whatever else of its group waits. null = none is due. */
export async function takeNotice(db: Queryable, busyChannels: readonly string[]): Promise<TakenNotice | null> {
  const { rows } = await db.query<{ notice: string; channelId: string; body: NoticeBody; tries: number }>(
    `with head as (
       select d.id, d.channel_id, d.group_key, d.notice_id from alert_delivery d
        where d.state = 'pending' and d.due_at <= now() and d.channel_id <> all ($1::uuid[]) and ${isFree('d')}
        order by d.due_at, d.created_at, d.id limit 1 for update skip locked),
     member as (
       select d.id from alert_delivery d join head on d.channel_id = head.channel_id
        where d.state = 'pending'
          and case when head.notice_id is not null then d.notice_id = head.notice_id
                   else d.id = head.id or d.group_key = head.group_key and d.notice_id is null and ${isFree('d')} end
        order by d.id <> head.id, d.created_at, d.id limit $2 for update of d skip locked)
     update alert_delivery d set tries = d.tries + 1, notice_id = coalesce(head.notice_id, head.id), sent_at = now(),
            due_at = now() + make_interval(secs => $3::float8 / 1000)
       from head, member where d.id = member.id
     returning d.notice_id as notice, d.channel_id as "channelId", d.body, d.tries`,
    [busyChannels, mostAlerts, heldMs],
  );
  const [first] = rows;
  if (!first) return null;
  const channel = await db.query<Pick<TakenNotice, 'kind' | 'config'> & { parts: Record<string, string> }>(
    `select kind, config, ${partsOf('alert_channel', 'c.id')} as parts from alert_channel c where id = $1`,
    [first.channelId],
  );
  const found = channel.rows[0];
  if (!found) {
    await markFailed(db, first.notice, first.tries, {
      status: null,
      error: 'the channel was removed',
      waitMs: 0,
      isDead: true,
    });
    return takeNotice(db, busyChannels);
  }
  const alerts = rows.map(({ body }) => body).sort((a, b) => order(a) - order(b));
  return {
    id: first.notice,
    channelId: first.channelId,
    ...found,
    parts: readParts(found.parts),
    alerts,
    tries: first.tries,
  };
}

/** What fires before what is over. */
const order = ({ type, at }: NoticeBody): number => (type === 'alert.firing' ? 0 : 1e15) + Date.parse(at);

export async function markDelivered(db: Queryable, noticeId: string, status: number): Promise<void> {
  await db.query(
    `update alert_delivery set state = 'delivered', delivered_at = now(), last_status = $2, last_error = null
      where notice_id = $1 and state <> 'delivered'`,
    [noticeId, status],
  );
}

/** `waitMs`: at least so long until the next try. `isDead`: there is none. A try that somebody else has made since counts for nothing. */
export async function markFailed(
  db: Queryable,
  noticeId: string,
  tries: number,
  of: { status: number | null; error: string; waitMs: number; isDead: boolean },
): Promise<void> {
  await db.query(
    `update alert_delivery set last_status = $3, last_error = $4, state = case when $6 then 'dead' else state end,
            due_at = now() + make_interval(secs => $5::float8 / 1000)
      where notice_id = $1 and tries = $2 and state = 'pending'`,
    [noticeId, tries, of.status, of.error.slice(0, 500), of.waitMs, of.isDead],
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
