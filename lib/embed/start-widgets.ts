import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#lib/errors.ts';
import { acquireLease, type Lease, leaseRenewMs, newHolder, releaseLeases, renewLeases } from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import type { RoleContext, RunningRole } from '#lib/role.ts';
import { keepWidgets } from './keep-widgets.ts';

const lookEveryMs = 2_000;

/** Keeps the rows of widgets under one lease, so that of any number of keepers one works. */
export async function startWidgets({ pool }: RoleContext): Promise<RunningRole> {
  const stop = new AbortController();
  const holder = newHolder();
  let lease: Lease | null = null;
  let renewedAt = 0;

  const hold = async (): Promise<Lease | null> => {
    if (lease && performance.now() - renewedAt < leaseRenewMs) return lease;
    lease = lease ? ((await renewLeases(pool, [lease]))[0] ?? null) : null;
    lease ??= await acquireLease(pool, holder, 'widgets');
    renewedAt = performance.now();
    return lease;
  };
  const loop = (async () => {
    while (!stop.signal.aborted) {
      try {
        const held = await hold();
        if (held) await keepWidgets(pool, held, stop.signal);
      } catch (error) {
        if (error instanceof AppError && error.code === 'conflict') lease = null;
        else log.warn({ err: error }, 'Widgets could not be kept; it is tried again.');
      }
      await sleep(lookEveryMs, undefined, { signal: stop.signal }).catch(() => {});
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
