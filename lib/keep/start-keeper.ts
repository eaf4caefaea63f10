import { setTimeout as sleep } from 'node:timers/promises';
import { countFindings } from '#lib/db/finding/count-findings.ts';
import { compactAll, keepHouse } from '#lib/keep/keep.ts';
import { acquireLease, type Lease, leaseRenewMs, newHolder, releaseLeases, renewLeases } from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import type { RoleContext, RunningRole } from '#lib/role.ts';
import { findOrphans } from '#lib/trust/find-orphans.ts';

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
  const loop = (async () => {
    while (!stop.signal.aborted) {
      try {
        await turn();
      } catch (error) {
        log.warn({ err: error }, 'Keeping house failed; it is tried again.');
      }
      await sleep(leaseRenewMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return {
    async close() {
      stop.abort();
      await loop;
      if (lease) await releaseLeases(pool, [lease]).catch(() => {});
    },
  };
}
