// Questions to the watchers: "what would you see with these settings?" The web process asks, since it opens no collector; any watcher
// answers. Rows live for a minute.
import { randomUUID } from 'node:crypto';
import type { Queryable } from '#lib/db/pool.ts';
import type { SecretBox } from '#lib/secrets.ts';
import type { SourceStore, SourceValues } from './source-row.ts';

const purpose = 'source probe';
export const probeChannel = 'signalbox_probe';

/** What somebody wants tried. */
export interface Probe {
  values: SourceValues;
  /** A stored source whose secrets stay where `values` leave them out. */
  knownId: string | null;
}

/** Stores a question, sealed because it holds secrets, and wakes the watchers. Returns its id. */
export async function askProbe({ db, secrets }: SourceStore, asked: Probe): Promise<string> {
  const id = randomUUID();
  await db.query(
    `with asked as (insert into source_probe (id, secret) values ($1, $2) returning id)
     select pg_notify('${probeChannel}', '') from asked`,
    [id, secrets.seal(JSON.stringify(asked), { purpose, row: id })],
  );
  return id;
}

/** The answer, once; null while there is none. */
export async function takeProbeAnswer(db: Queryable, id: string): Promise<unknown> {
  const found = await db.query<{ answer: unknown }>(
    'delete from source_probe where id = $1 and answer is not null returning answer',
    [id],
  );
  return found.rows[0]?.answer ?? null;
}

export const dropProbe = (db: Queryable, id: string): Promise<unknown> =>
  db.query('delete from source_probe where id = $1', [id]);

export interface AskedProbe {
  id: string;
  sealed: Buffer;
}

/** Questions that nobody has taken yet: they are ours then. Forgets old ones. */
export async function takeProbes(db: Queryable): Promise<AskedProbe[]> {
  await db.query(`delete from source_probe where asked_at < now() - interval '1 minute'`);
  const taken = await db.query<AskedProbe>(
    `update source_probe set taken_at = now() where id in
       (select id from source_probe where taken_at is null order by asked_at limit 4 for update skip locked)
     returning id, secret as sealed`,
  );
  return taken.rows;
}

/** Throws AppError('invalid_input') when another SIGNALBOX_SECRET sealed it. */
export const openProbe = (secrets: SecretBox, { id, sealed }: AskedProbe): Probe =>
  JSON.parse(secrets.open(sealed, { purpose, row: id })) as Probe;

export async function answerProbe(db: Queryable, id: string, answer: object): Promise<void> {
  await db.query('update source_probe set answer = $2 where id = $1', [id, JSON.stringify(answer)]);
}
