import type { Caller } from '#lib/auth/authorise.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type { JobList, JobView } from '#lib/contracts/job.ts';
import type { PageQuery } from '#lib/contracts/page.ts';
import type { Window } from '#lib/contracts/window.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { type JobRow, selectJobRows } from '#lib/db/job/select-job-rows.ts';
import type { Pool } from '#lib/db/pool.ts';
import { oneBucketMs, type RollupSums, selectRollup } from '#lib/db/rollup/select-rollup.ts';
import { AppError } from '#lib/errors.ts';
import { offsetCursor, readCursor, writeCursor } from '#lib/http/cursor.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { figuresOf, noSums } from '#lib/stats/figures.ts';
import { windowAndBefore } from './list-queues.ts';

/** A job is known by its lane and its name: both ids, with a dot. */
const idOf = (row: { queueId: number; jobId: number }): string => `${row.queueId}.${row.jobId}`;

async function viewsOf(pool: Pool, rows: JobRow[], asked: Window, nowMs: number): Promise<JobView[]> {
  const { window, segments, before, beforeSegments } = windowAndBefore(asked, nowMs, true);
  const queueIds = [...new Set(rows.map((row) => row.queueId))];
  const jobIds = [...new Set(rows.map((row) => row.jobId))];
  const sums = (list: typeof segments): Promise<RollupSums[]> =>
    rows.length === 0
      ? Promise.resolve([])
      : selectRollup(pool, {
          queueIds,
          jobIds,
          segments: list,
          bucketMs: oneBucketMs,
          isPerJob: true,
          withHistograms: true,
        });
  const [now, earlier] = await Promise.all([sums(segments), sums(beforeSegments)]);
  const byId = (list: RollupSums[]) => new Map(list.map((sum) => [idOf(sum), sum]));
  const [inWindow, inBefore] = [byId(now), byId(earlier)];
  return rows.map(({ queueId, jobId: _jobId, ...row }, i) => {
    const id = idOf(rows[i] as JobRow);
    return {
      id,
      ...row,
      queueId: String(queueId),
      window: figuresOf(inWindow.get(id) ?? noSums(), window, null),
      before: figuresOf(inBefore.get(id) ?? noSums(), before, null),
    };
  });
}

/** Jobs with the window's figures, by environment, queue and name. */
export async function listJobs(caller: Caller, query: FilterQuery & PageQuery, nowMs: number): Promise<JobList> {
  const window = windowOf(query, nowMs);
  const after = readCursor(offsetCursor, query.cursor)?.after ?? null;
  const filter = await resolveFilter(caller.pool, query, caller.environment);
  const all = await selectJobRows(caller.pool, filter.queueIds, filter.jobIds);
  const start = after === null ? 0 : all.findIndex((row) => idOf(row) === after) + 1;
  const page = all.slice(start, start + query.limit);
  const last = page.at(-1);
  const hasMore = start + query.limit < all.length && last !== undefined;
  return {
    items: await viewsOf(caller.pool, page, window, nowMs),
    nextCursor: hasMore ? writeCursor({ after: idOf(last) }) : null,
  };
}

/** One job by `<queue id>.<job id>`; throws `not_found`. */
export async function getJob(caller: Caller, id: string, query: FilterQuery, nowMs: number): Promise<JobView> {
  const match = /^(\d{1,9})\.(\d{1,9})$/.exec(id);
  const rows = match ? await selectJobRows(caller.pool, [Number(match[1])], [Number(match[2])]) : [];
  const row = rows[0];
  if (!row || (caller.environment !== null && caller.environment !== row.environment)) {
    throw new AppError('not_found', 'There is no such job.');
  }
  const [view] = await viewsOf(caller.pool, [row], windowOf(query, nowMs), nowMs);
  return view as JobView;
}
