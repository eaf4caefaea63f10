import type { Caller } from '#lib/auth/authorise.ts';
import type { DeployList } from '#lib/contracts/deploy.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import { selectDeploys } from '#lib/db/deploy/select-deploys.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { windowOf } from '#lib/http/window-of.ts';

/** Versions first heard of in the window, in the lanes of the filter. */
export async function listDeploys(caller: Caller, query: FilterQuery, nowMs: number): Promise<DeployList> {
  const filter = await resolveFilter(caller.pool, query, caller.environment);
  const rows = await selectDeploys(caller.pool, filter.queueIds, windowOf(query, nowMs));
  return { items: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) };
}
