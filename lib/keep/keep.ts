// The keeper's chores, each safe to repeat and safe to be cut off at any statement.
import { carryAliases } from '#lib/db/alias/carry-aliases.ts';
import { deleteOldFindings } from '#lib/db/finding/delete-findings.ts';
import { createDays } from '#lib/db/partition/create-days.ts';
import { dayOf } from '#lib/db/partition/day.ts';
import { dropOldDays } from '#lib/db/partition/drop-days.ts';
import { rewriteQuietDays } from '#lib/db/partition/rewrite-day.ts';
import { runKeepDays } from '#lib/db/partition/tables.ts';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { compactRollups } from '#lib/db/rollup/compact-rollups.ts';
import { isKeptAt, rollupKeepUs } from '#lib/db/rollup/rollup-keep.ts';
import { deleteOutlived } from '#lib/db/run/cool-runs.ts';
import { trimReaches } from '#lib/db/run/run-reach.ts';
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
      const n = await compactRollups(client, compactRows, isKeptAt(Date.now() * 1000));
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
  /** Days past their time that somebody still reads. */
  daysLeft: number;
  aliasesCarried: number;
  daysRewritten: number;
}

/**
 * Partitions ahead, names carried over, days, rollups and ledger entries past their time dropped. A chore that fails does not keep the others
 * from being done; the first failure is thrown after them.
 */
export async function keepHouse(pool: Pool, nowUs: number): Promise<Kept> {
  const today = dayOf(nowUs);
  const kept: Kept = { daysMade: 0, daysDropped: 0, daysLeft: 0, aliasesCarried: 0, daysRewritten: 0 };
  const chores: (() => Promise<void>)[] = [
    async () => {
      kept.daysMade = await createDays(pool, nowUs);
    },
    async () => {
      kept.aliasesCarried = await carryAliases(pool, today - aliasDays, today);
      // Names that were not carried over must not go: only now.
      const days = await dropOldDays(pool, nowUs);
      kept.daysDropped = days.dropped;
      kept.daysLeft = days.left;
      await deleteOutlived(pool, today - runKeepDays);
    },
    () => trimReaches(pool, today - runKeepDays),
    () => dropOldRollups(pool, nowUs),
    () => deleteOldFindings(pool),
    async () => {
      await pool.query('delete from ingest_batch where at < now() - make_interval(hours => $1)', [ledgerHours]);
    },
    async () => {
      // Nothing finds a run any more by a name that was last touched before this day.
      kept.daysRewritten = (await rewriteQuietDays(pool, today - aliasDays - 1)).length;
    },
  ];
  const failures: unknown[] = [];
  for (const chore of chores) await chore().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
  return kept;
}

async function dropOldRollups(pool: Pool, nowUs: number): Promise<void> {
  for (const grain of grains) {
    const before = (nowUs - rollupKeepUs[grain]) / 1e6;
    await pool.query('delete from rollup where grain = $1 and bucket < to_timestamp($2::float8)', [grain, before]);
  }
}
