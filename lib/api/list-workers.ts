import * as z from 'zod';
import type { Caller } from '#lib/auth/authorise.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type { PageQuery } from '#lib/contracts/page.ts';
import type { WorkerList } from '#lib/contracts/worker.ts';
import { selectWorkers } from '#lib/db/worker/select-workers.ts';
import { readCursor, writeCursor } from '#lib/http/cursor.ts';
import { windowOf } from '#lib/http/window-of.ts';

/** Who was heard of last changes all the time: a page is cut at a position. */
const positionCursor = z.object({ offset: z.number().int().min(0).max(50_000) });

/** The environments that both the filter and the caller allow; null = all. */
export function environmentsFor(caller: Caller, wanted: readonly string[] | undefined): string[] | null {
  if (caller.environment === null) return wanted ? [...wanted] : null;
  return !wanted || wanted.includes(caller.environment) ? [caller.environment] : [];
}

export async function listWorkers(caller: Caller, query: FilterQuery & PageQuery, nowMs: number): Promise<WorkerList> {
  const { fromMs, toMs } = windowOf(query, nowMs);
  const offset = readCursor(positionCursor, query.cursor)?.offset ?? 0;
  const found = await selectWorkers(caller.pool, {
    environments: environmentsFor(caller, query.environment),
    systems: query.system ?? null,
    queues: query.queue ?? null,
    workers: query.worker ?? null,
    fromMs,
    toMs,
    limit: query.limit + 1,
    offset,
  });
  const hasMore = found.length > query.limit;
  return {
    items: found.slice(0, query.limit),
    nextCursor: hasMore ? writeCursor({ offset: offset + query.limit }) : null,
  };
}
