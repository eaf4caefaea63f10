import type { Client, Queryable } from '#lib/db/pool.ts';

export interface TwoStepRow {
  /** Sealed. */
  secret: Buffer;
  /** Null = begun, and not shown to work yet. */
  onSince: Date | null;
  lastStep: number;
  recoveryCodesLeft: number;
}

const columns = `secret, on_since as "onSince", last_step as "lastStep", cardinality(recovery) as "recoveryCodesLeft"`;

export async function selectTwoStep(db: Queryable, userId: string): Promise<TwoStepRow | null> {
  const { rows } = await db.query<TwoStepRow>(`select ${columns} from auth_two_step where id = $1`, [userId]);
  return rows[0] ?? null;
}

/** Holds the row until the transaction ends, so that no two requests use the same code. */
export async function lockTwoStep(client: Client, userId: string): Promise<TwoStepRow | null> {
  const { rows } = await client.query<TwoStepRow>(`select ${columns} from auth_two_step where id = $1 for update`, [
    userId,
  ]);
  return rows[0] ?? null;
}

/** A secret that is to be shown to work. False when two-step sign-in is on already. */
export async function insertTwoStep(db: Queryable, userId: string, secret: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into auth_two_step (id, secret) values ($1, $2)
     on conflict (id) do update set secret = excluded.secret, last_step = 0 where auth_two_step.on_since is null`,
    [userId, secret],
  );
  return rowCount === 1;
}

/** Turns on what was begun, or leaves it on, with these recovery codes in place of others. */
export async function writeRecoveryCodes(db: Queryable, userId: string, hashes: readonly Buffer[]): Promise<void> {
  await db.query(
    'update auth_two_step set on_since = coalesce(on_since, now()), recovery = $2::bytea[] where id = $1',
    [userId, hashes],
  );
}

export async function updateLastStep(db: Queryable, userId: string, step: number): Promise<void> {
  await db.query('update auth_two_step set last_step = $2 where id = $1', [userId, step]);
}

/** False when it is none of theirs, or was used. */
export async function deleteRecoveryCode(db: Queryable, userId: string, hash: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    'update auth_two_step set recovery = array_remove(recovery, $2::bytea) where id = $1 and $2::bytea = any (recovery)',
    [userId, hash],
  );
  return rowCount === 1;
}

/** False when it is not on. */
export async function deleteTwoStep(db: Queryable, userId: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from auth_two_step where id = $1 and on_since is not null', [userId]);
  return rowCount === 1;
}
