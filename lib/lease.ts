// One holder per source, derive shard and evaluator. Time is the database's alone; every take-over raises the epoch, and a write that
// names an older epoch is refused (fencing), so a holder that was frozen and wakes up cannot do harm.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Queryable } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';

export interface Lease {
  name: string;
  epoch: number;
}

/** A holder that says nothing for this long has lost its leases. With a try every `leaseRetryMs`, a take-over takes at most 13 s. */
export const leaseTtlMs = 10_000;
export const leaseRenewMs = 3_000;
export const leaseRetryMs = 2_500;

/** A name to hold leases under, unique to this start of whatever holds them. */
export const newHolder = (): string => `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;

/**
 * Takes those of `names` that are free or have run out; `holder` is unique to the asking process and start. What the holder has already
 * is not taken anew. Returns the leases taken.
 */
export async function acquireLeases(
  db: Queryable,
  holder: string,
  names: readonly string[],
  ttlMs: number = leaseTtlMs,
): Promise<Lease[]> {
  if (names.length === 0) return [];
  const taken = await db.query<Lease>(
    `insert into lease as l (name, holder, epoch, expires_at)
     select n, $1, 1, clock_timestamp() + make_interval(secs => $3::float8 / 1000) from (select unnest($2::text[]) as n order by 1) w
     on conflict (name) do update
        set holder = excluded.holder, epoch = l.epoch + 1, expires_at = excluded.expires_at
      where l.expires_at < clock_timestamp()
     returning name, epoch`,
    [holder, names, ttlMs],
  );
  return taken.rows;
}

/** Takes one lease; null when somebody else holds it. */
export async function acquireLease(db: Queryable, holder: string, name: string, ttlMs?: number): Promise<Lease | null> {
  return (await acquireLeases(db, holder, [name], ttlMs))[0] ?? null;
}

/** Prolongs leases that are still ours by epoch; returns those. What is missing from the answer is lost. */
export async function renewLeases(
  db: Queryable,
  leases: readonly Lease[],
  ttlMs: number = leaseTtlMs,
): Promise<Lease[]> {
  if (leases.length === 0) return [];
  const kept = await db.query<Lease>(
    `update lease l set expires_at = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
       from unnest($1::text[], $2::int8[]) as w(name, epoch)
      where l.name = w.name and l.epoch = w.epoch and l.expires_at > '-infinity'
      returning l.name, l.epoch`,
    [leases.map((l) => l.name), leases.map((l) => l.epoch), ttlMs],
  );
  return kept.rows;
}

/** Gives leases back, so that the next holder need not wait for their end. */
export async function releaseLeases(db: Queryable, leases: readonly Lease[]): Promise<void> {
  if (leases.length === 0) return;
  await db.query(
    `update lease l set expires_at = '-infinity'
       from unnest($1::text[], $2::int8[]) as w(name, epoch) where l.name = w.name and l.epoch = w.epoch`,
    [leases.map((l) => l.name), leases.map((l) => l.epoch)],
  );
}

/** Gives back all that a holder had, when it is known to have ended without doing so itself. */
export async function releaseLeasesOf(db: Queryable, holder: string): Promise<void> {
  await db.query(`update lease set expires_at = '-infinity' where holder = $1`, [holder]);
}

/**
 * Call inside a transaction that writes in the name of `leases`: throws AppError('conflict') when any was taken over, and otherwise keeps
 * every take-over waiting until this transaction ends.
 */
export async function fence(client: Queryable, leases: readonly Lease[]): Promise<void> {
  const found = await client.query<{ name: string }>(
    `select l.name from lease l join unnest($1::text[], $2::int8[]) as w(name, epoch) on l.name = w.name and l.epoch = w.epoch
      order by l.name for share of l`,
    [leases.map((l) => l.name), leases.map((l) => l.epoch)],
  );
  if (found.rows.length !== leases.length) throw new AppError('conflict', 'A lease was taken over by another process.');
}
