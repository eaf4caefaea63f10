import * as z from 'zod';
import type { Caller } from '#lib/auth/authorise.ts';
import type { RunList, RunListQuery } from '#lib/contracts/run.ts';
import { readCursor, writeCursor } from '#lib/http/cursor.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { pageOfRuns, runSearchOf } from '#lib/search/page-of-runs.ts';

const runCursor = z.object({ key: z.number(), id: z.uuid() });

/** One page of the run list. */
export async function listRuns({ pool, environment }: Caller, query: RunListQuery, nowMs: number): Promise<RunList> {
  const window = windowOf(query, nowMs);
  const cursor = readCursor(runCursor, query.cursor);
  const search = await runSearchOf(pool, query, { window, environment });
  const { runs, next, cut } = await pageOfRuns(pool, search, query.limit, cursor);
  return {
    items: runs,
    nextCursor: next && writeCursor(next),
    cut: cut && { readRuns: cut.readRuns, backTo: cut.last.enqueuedAt ?? cut.last.startedAt, why: cut.why },
  };
}
