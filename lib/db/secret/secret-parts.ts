// Sealed parts of the settings of sources and channels. The web process writes them and may not read what is sealed.
import type { Queryable } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';

export const secretTables = { source: 'source_secret', alert_channel: 'channel_secret' } as const;
/** The table of what owns the secrets. */
export type SecretOwner = keyof typeof secretTables;

/** By the name of the part. */
export type SealedParts = Readonly<Record<string, Buffer>>;

/** Everything in one, as secrets were stored before there were parts. */
export const wholePart = 'all';

/** An SQL expression: the sealed parts of the row `id`, as an object of base64. */
export const partsOf = (owner: SecretOwner, id: string): string =>
  `(select coalesce(jsonb_object_agg(part, translate(encode(sealed, 'base64'), e'\\n', '')), '{}'::jsonb)
      from ${secretTables[owner]} where owner_id = ${id})`;

/** From what `partsOf` gives. */
export const readParts = (parts: Readonly<Record<string, string>>): SealedParts =>
  Object.fromEntries(Object.entries(parts).map(([part, sealed]) => [part, Buffer.from(sealed, 'base64')]));

export async function selectParts(db: Queryable, owner: SecretOwner, id: string): Promise<SealedParts> {
  const { rows } = await db.query<{ parts: Record<string, string> }>(`select ${partsOf(owner, '$1::uuid')} as parts`, [
    id,
  ]);
  return readParts(rows[0]?.parts ?? {});
}

/** Which parts there are. */
export async function selectPartNames(db: Queryable, owner: SecretOwner, id: string): Promise<string[]> {
  const { rows } = await db.query<{ part: string }>(
    `select part from ${secretTables[owner]} where owner_id = $1 order by part`,
    [id],
  );
  return rows.map(({ part }) => part);
}

/**
 * Stores `parts` in place of those of the same names, and removes those that are in `gone`. In a transaction of the caller's. Throws
 * AppError('unavailable') while the secrets are stored whole: no part of them can be replaced then.
 */
export async function writeParts(
  db: Queryable,
  owner: SecretOwner,
  id: string,
  parts: SealedParts,
  gone: readonly string[] = [],
): Promise<void> {
  if ((await selectPartNames(db, owner, id)).includes(wholePart))
    throw new AppError(
      'unavailable',
      'Its secrets are stored as a version before did. The worker takes them over when it starts; if they were sealed under another SIGNALBOX_SECRET, make it anew.',
    );
  const names = Object.keys(parts);
  // not "on conflict do update": that asks for the right to read
  await db.query(`delete from ${secretTables[owner]} where owner_id = $1 and part = any($2::text[])`, [
    id,
    [...names, ...gone],
  ]);
  await db.query(
    `insert into ${secretTables[owner]} (owner_id, part, sealed) select $1, part, sealed from unnest($2::text[], $3::bytea[]) as p(part, sealed)`,
    [id, names, Object.values(parts)],
  );
}

/** Stores `parts` and nothing else. */
export async function replaceParts(db: Queryable, owner: SecretOwner, id: string, parts: SealedParts): Promise<void> {
  await db.query(`delete from ${secretTables[owner]} where owner_id = $1`, [id]);
  await writeParts(db, owner, id, parts);
}

/** Gives a part another name, in place of what had it, unread. In a transaction of the caller's. */
export async function movePart(
  db: Queryable,
  owner: SecretOwner,
  id: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await db.query(`delete from ${secretTables[owner]} where owner_id = $1 and part = $2`, [id, to]);
  await db.query(`update ${secretTables[owner]} set part = $3 where owner_id = $1 and part = $2`, [id, from, to]);
}
