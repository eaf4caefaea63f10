import { setTimeout as sleep } from 'node:timers/promises';
import { countFindings } from '#lib/db/finding/count-findings.ts';
import { coolRuns } from '#lib/db/run/cool-runs.ts';
import { vacuumBusy } from '#lib/db/vacuum-busy.ts';
import { compactAll, keepHouse } from '#lib/keep/keep.ts';
import { acquireLease, type Lease, leaseRenewMs, newHolder, releaseLeases, renewLeases } from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import type { RoleContext, RunningRole } from '#lib/role.ts';
import { findOrphans } from '#lib/trust/find-orphans.ts';

const tendEveryMs = 1_000;
const compactEveryMs = 60_000;
const houseEveryMs = 3_600_000;
/** After a failure, or when something was in use. */
const soonMs = 300_000;

/** Starts the keeper: chores under one lease, so that of any number of keepers one works. */
export async function startKeeper({ pool }: RoleContext): Promise<RunningRole> {
  const stop = new AbortController();
  const holder = newHolder();
  let lease: Lease | null = null;
  let houseDueAt = 0;
  let compactedAt = Number.NEGATIVE_INFINITY;

  const hold = async (): Promise<Lease | null> => {
    lease = lease ? ((await renewLeases(pool, [lease]))[0] ?? null) : null;
    lease ??= await acquireLease(pool, holder, 'keeper');
    return lease;
  };
  const turn = async (): Promise<void> => {
    const held = await hold();
    if (!held) return;
    if (performance.now() >= houseDueAt) {
      // Should it fail, it is tried again no sooner: it would hold up compaction.
      houseDueAt = performance.now() + soonMs;
      const kept = await keepHouse(pool, Date.now() * 1000);
      if (kept.daysLeft === 0) houseDueAt = performance.now() + houseEveryMs;
      log.info(kept, 'Kept house.');
    } else if (performance.now() - compactedAt >= compactEveryMs) {
      await compactAll(pool, held, stop.signal);
      compactedAt = performance.now();
      await countFindings(pool, await findOrphans(pool, Date.now() * 1000));
    }
  };
  /** Beside the chores, some of which take minutes. That two keepers do it for a moment, when the lease goes over, does no harm. */
  const tend = async (): Promise<void> => {
    if (!lease) return;
    await coolRuns(pool, Date.now() * 1000);
    await vacuumBusy(pool);
  };
  const repeat = async (work: () => Promise<void>, everyMs: number, failure: string): Promise<void> => {
    while (!stop.signal.aborted) {
      let pauseMs = everyMs;
      try {
        await work();
      } catch (error) {
        log.warn({ err: error }, failure);
        pauseMs = Math.max(everyMs, leaseRenewMs);
      }
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  };
  const loops = Promise.all([
    repeat(turn, leaseRenewMs, 'Keeping house failed; it is tried again.'),
    repeat(tend, tendEveryMs, 'Moving runs to their days failed; it is tried again.'),
  ]);
  return {
    async close() {
      stop.abort();
      await loops;
      if (lease) await releaseLeases(pool, [lease]).catch(() => {});
    },
  };
}
