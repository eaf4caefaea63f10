import { setTimeout as sleep } from 'node:timers/promises';
import { deleteOldOpenRuns } from '#lib/db/check-in/open-runs.ts';
import { discoverSchedules } from '#lib/db/schedule/discover-schedules.ts';
import { deleteOldSlots } from '#lib/db/schedule/write-judged.ts';
import { AppError } from '#lib/errors.ts';
import {
  acquireLease,
  type Lease,
  leaseRenewMs,
  leaseRetryMs,
  newHolder,
  releaseLeases,
  renewLeases,
} from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import type { RoleContext, RunningRole } from '#lib/role.ts';
import { judgeSchedules } from './judge-schedules.ts';

const lookEveryMs = 1_500;
/** Of the time, so much at the most goes into looking. */
const share = 0.25;
const discoverEveryMs = 15_000;
const tidyEveryMs = 3_600_000;

/** Judges all schedules every moment while it holds the lease: of any number of keepers one does. */
export async function startSchedules({ pool }: RoleContext): Promise<RunningRole> {
  const stop = new AbortController();
  const holder = newHolder();
  let lease: Lease | null = null;
  let renewedAt = Number.NEGATIVE_INFINITY;
  let discoverAt = 0;
  let tidyAt = performance.now() + lookEveryMs;

  const hold = async (): Promise<Lease | null> => {
    const now = performance.now();
    if (lease && now - renewedAt < leaseRenewMs) return lease;
    lease = lease ? ((await renewLeases(pool, [lease]))[0] ?? null) : null;
    lease ??= await acquireLease(pool, holder, 'schedules');
    renewedAt = now;
    return lease;
  };
  /** Gives how long to wait for the next look. */
  const turn = async (): Promise<number> => {
    const held = await hold();
    if (!held) return leaseRetryMs;
    const startedAt = performance.now();
    if (startedAt >= discoverAt) {
      discoverAt = startedAt + discoverEveryMs;
      await discoverSchedules(pool);
    }
    await judgeSchedules(pool, held);
    if (startedAt >= tidyAt) {
      tidyAt = startedAt + tidyEveryMs;
      await deleteOldSlots(pool);
      await deleteOldOpenRuns(pool);
    }
    return Math.max(lookEveryMs, (performance.now() - startedAt) / share);
  };
  const loop = (async () => {
    while (!stop.signal.aborted) {
      let waitMs = lookEveryMs;
      try {
        waitMs = await turn();
      } catch (error) {
        if (error instanceof AppError && error.code === 'conflict') lease = null;
        else log.warn({ err: error }, 'Schedules could not be judged; it is tried again.');
      }
      await sleep(waitMs, undefined, { signal: stop.signal }).catch(() => {});
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
