import * as z from 'zod';
import type { Caller } from '#lib/auth/authorise.ts';
import type { RunList, RunListQuery } from '#lib/contracts/run.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { selectRuns } from '#lib/db/run/select-runs.ts';
import { readCursor, writeCursor } from '#lib/http/cursor.ts';
import { windowOf } from '#lib/http/window-of.ts';

const runCursor = z.object({ key: z.number(), id: z.uuid() });

/** One page of the run list. */
export async function listRuns(caller: Caller, query: RunListQuery, nowMs: number): Promise<RunList> {
  const window = windowOf(query, nowMs);
  const cursor = readCursor(runCursor, query.cursor);
  const filter = await resolveFilter(caller.pool, query, caller.environment);
  const { limit, sort } = query;
  const found = await selectRuns(caller.pool, { filter, window, sort, limit: limit + 1, cursor });
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    items: found.slice(0, limit).map((hit) => hit.run),
    nextCursor: last ? writeCursor(last.cursor) : null,
  };
}
