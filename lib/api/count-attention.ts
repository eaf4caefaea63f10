import { listInstances } from '#lib/api/alerts/instances.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import type { Attention } from '#lib/contracts/attention.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import { countOpenGroups } from '#lib/db/error-group/count-open-groups.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { selectLatestSamples } from '#lib/db/sample/select-latest-samples.ts';
import { windowOf } from '#lib/http/window-of.ts';

/** What waits for a person, as the navigation says it on every screen: counts alone, none of the lists behind them. */
export async function countAttention(caller: Caller, query: FilterQuery, nowMs: number): Promise<Attention> {
  const window = windowOf(query, nowMs);
  const filter = await resolveFilter(caller.pool, query, caller.environment);
  const [errors, samples, instances] = await Promise.all([
    countOpenGroups(caller.pool, { filter, ...window, nowMs }),
    selectLatestSamples(caller.pool, filter.queueIds, window.toMs),
    listInstances(caller, nowMs),
  ]);
  return {
    errors,
    deadLetters: samples.reduce((sum, { dead }) => sum + (dead ?? 0), 0),
    alerts: instances.items.filter(({ phase, isSilenced }) => phase === 'firing' && !isSilenced).length,
  };
}
