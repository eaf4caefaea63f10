// The keeper's chores, each safe to repeat and safe to be cut off at any statement.
import { carryAliases } from '#lib/db/alias/carry-aliases.ts';
import { deleteOldFindings } from '#lib/db/finding/delete-findings.ts';
import { createDays } from '#lib/db/partition/create-days.ts';
import { dayOf } from '#lib/db/partition/day.ts';
import { dropOldDays } from '#lib/db/partition/drop-days.ts';
import { rewriteQuietDays } from '#lib/db/partition/rewrite-day.ts';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { compactRollups } from '#lib/db/rollup/compact-rollups.ts';
import { rollupKeepUs } from '#lib/db/rollup/rollup-keep.ts';
import { aliasDays } from '#lib/derive/load-book.ts';
import { grains } from '#lib/domain/contribution.ts';
import { fence, type Lease } from '#lib/lease.ts';

const compactRows = 10_000;
/** A redelivered request is recognised for this long. */
const ledgerHours = 48;

/** Folds deltas into rollups until none are left or the lease is lost (AppError('conflict')). Returns how many went. */
export async function compactAll(pool: Pool, lease: Lease, signal?: AbortSignal): Promise<number> {
  let total = 0;
  while (!signal?.aborted) {
    const count = await inTransaction(pool, async (client) => {
      const n = await compactRollups(client, compactRows);
      await fence(client, [lease]);
      return n;
    });
    total += count;
    if (count < compactRows) break;
  }
  return total;
}

export interface Kept {
  daysMade: number;
  daysDropped: number;
  aliasesCarried: number;
  daysRewritten: number;
}

/** Partitions ahead, names carried over, days, rollups and ledger entries past their time dropped. */
export async function keepHouse(pool: Pool, nowUs: number): Promise<Kept> {
  const daysMade = await createDays(pool, nowUs);
  const today = dayOf(nowUs);
  const aliasesCarried = await carryAliases(pool, today - aliasDays, today);
  const daysDropped = await dropOldDays(pool, nowUs);
  for (const grain of grains) {
    const before = (nowUs - rollupKeepUs[grain]) / 1e6;
    for (const table of ['rollup', 'rollup_delta']) {
      await pool.query(`delete from ${table} where grain = $1 and bucket < to_timestamp($2::float8)`, [grain, before]);
    }
  }
  await deleteOldFindings(pool);
  await pool.query('delete from ingest_batch where at < now() - make_interval(hours => $1)', [ledgerHours]);
  // Nothing finds a run any more by a name that was last touched before this day.
  const daysRewritten = (await rewriteQuietDays(pool, today - aliasDays - 1)).length;
  return { daysMade, daysDropped, aliasesCarried, daysRewritten };
}
