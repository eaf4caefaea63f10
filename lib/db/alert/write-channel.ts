import type { ChannelKind } from '#lib/contracts/alert-channel.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';

interface ChannelWrite {
  name: string;
  /** Without secrets. */
  config: Record<string, unknown>;
  sendResolved: boolean;
}

/** Its secrets are written apart. Throws AppError('conflict') for a taken name. */
export async function insertChannel(
  db: Queryable,
  channel: ChannelWrite & { id: string; kind: ChannelKind; createdBy: string },
): Promise<void> {
  const { rowCount } = await db.query(
    `insert into alert_channel (id, name, kind, config, send_resolved, created_by) values ($1, $2, $3, $4, $5, $6)
     on conflict (name) do nothing`,
    [channel.id, channel.name, channel.kind, JSON.stringify(channel.config), channel.sendResolved, channel.createdBy],
  );
  if (rowCount === 0) throw new AppError('conflict', `There is a channel '${channel.name}' already.`);
}

/** Also takes back that it was disabled. Throws AppError('conflict') for a taken name. */
export async function updateChannel(db: Queryable, id: string, channel: ChannelWrite): Promise<void> {
  const taken = await db.query('select from alert_channel where name = $1 and id <> $2', [channel.name, id]);
  if (taken.rows.length > 0) throw new AppError('conflict', `There is a channel '${channel.name}' already.`);
  await db.query(
    'update alert_channel set name = $2, config = $3, send_resolved = $4, disabled_reason = null where id = $1',
    [id, channel.name, JSON.stringify(channel.config), channel.sendResolved],
  );
}

/** Names of the rules that tell it; it is deleted only when there are none. */
export async function deleteChannel(db: Queryable, id: string): Promise<string[]> {
  const users = await db.query<{ name: string }>(
    `select name from alert_rule where removed_at is null and definition -> 'channels' ? $1 order by name limit 20`,
    [id],
  );
  if (users.rows.length === 0) await db.query('delete from alert_channel where id = $1', [id]);
  return users.rows.map((row) => row.name);
}

/** As signalbox.yaml names it, whoever made it before; one that was disabled is tried again. Returns its id, for which its secrets are sealed. */
export async function upsertDeclaredChannel(
  db: Queryable,
  channel: ChannelWrite & { kind: ChannelKind },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into alert_channel (name, kind, config, send_resolved, created_by, is_declared) values ($1, $2, $3, $4, 'signalbox.yaml', true)
     on conflict (name) do update set kind = excluded.kind, config = excluded.config,
       send_resolved = excluded.send_resolved, is_declared = true, disabled_reason = null
     returning id`,
    [channel.name, channel.kind, JSON.stringify(channel.config), channel.sendResolved],
  );
  return (rows[0] as { id: string }).id;
}
