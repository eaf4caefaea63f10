import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#lib/errors.ts';
import { acquireLease, type Lease, leaseRenewMs, leaseRetryMs, releaseLeases, renewLeases } from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import { deliverUntil } from '#lib/notify/deliver.ts';
import type { RoleContext, RunningRole } from '#lib/role.ts';
import { createSecretBox } from '#lib/secrets.ts';
import { addBuiltInRules } from './built-in-rules.ts';
import { evaluateDue } from './evaluator.ts';

const lookEveryMs = 1_000;

/** Evaluates rules while it holds the lease, and delivers what is due. Throws AppError('invalid_input') without a secret. */
export async function startAlerts({ settings, pool }: RoleContext): Promise<RunningRole> {
  if (settings.secret === null) throw new AppError('invalid_input', 'Alerts need SIGNALBOX_SECRET.');
  const secrets = createSecretBox(settings.secret);
  const stop = new AbortController();
  const holder = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  let lease: Lease | null = null;
  let renewedAt = 0;
  let hasBuiltIn = false;

  const hold = async (): Promise<Lease | null> => {
    const now = performance.now();
    if (lease && now - renewedAt < leaseRenewMs) return lease;
    lease = lease ? ((await renewLeases(pool, [lease]))[0] ?? null) : null;
    lease ??= await acquireLease(pool, holder, 'alerts');
    renewedAt = now;
    return lease;
  };
  const turn = async (): Promise<number> => {
    const held = await hold();
    if (!held) return leaseRetryMs;
    if (!hasBuiltIn) await addBuiltInRules(pool);
    hasBuiltIn = true;
    const { skipped } = await evaluateDue(pool, held, settings.url);
    if (skipped > 0)
      log.warn({ skipped }, 'Alert rules were not evaluated for a while; slots that lay too far back were left out.');
    return lookEveryMs;
  };
  const evaluating = (async () => {
    while (!stop.signal.aborted) {
      let waitMs = lookEveryMs;
      try {
        waitMs = await turn();
      } catch (error) {
        if (error instanceof AppError && error.code === 'conflict') lease = null;
        else log.warn({ err: error }, 'Alert rules could not be evaluated; it is tried again.');
      }
      await sleep(waitMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  const delivering = deliverUntil({ pool, secrets, allowHosts: settings.allowHosts }, stop.signal);
  return {
    async close() {
      stop.abort();
      await Promise.all([evaluating, delivering]);
      if (lease) await releaseLeases(pool, [lease]).catch(() => {});
    },
  };
}
