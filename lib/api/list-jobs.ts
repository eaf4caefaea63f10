import type { Caller } from '#lib/auth/authorise.ts';
import type { Percentiles } from '#lib/contracts/figures.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type { JobList, JobView, VersionList } from '#lib/contracts/job.ts';
import type { PageQuery } from '#lib/contracts/page.ts';
import type { Window } from '#lib/contracts/window.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { type JobRow, selectJobRows } from '#lib/db/job/select-job-rows.ts';
import { maxVersionRuns, selectVersions, type VersionRow } from '#lib/db/job/select-versions.ts';
import type { Pool } from '#lib/db/pool.ts';
import { oneBucketMs, type RollupSums, selectRollup } from '#lib/db/rollup/select-rollup.ts';
import { AppError } from '#lib/errors.ts';
import { offsetCursor, readCursor, writeCursor } from '#lib/http/cursor.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { figuresOf, noSums, ofFigures, rateOf } from '#lib/stats/figures.ts';
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
          histograms: ofFigures,
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
  const known = await selectJobRows(caller.pool, filter.queueIds, filter.jobIds);
  const all = query.source ? known.filter((row) => query.source?.includes(row.source)) : known;
  const start = after === null ? 0 : all.findIndex((row) => idOf(row) === after) + 1;
  const page = all.slice(start, start + query.limit);
  const last = page.at(-1);
  const hasMore = start + query.limit < all.length && last !== undefined;
  return {
    items: await viewsOf(caller.pool, page, window, nowMs),
    nextCursor: hasMore ? writeCursor({ after: idOf(last) }) : null,
  };
}

/** The job `<queue id>.<job id>`; throws `not_found`, also for what the caller may not see. */
async function rowOf(caller: Caller, id: string): Promise<JobRow> {
  const match = /^(\d{1,9})\.(\d{1,9})$/.exec(id);
  const rows = match ? await selectJobRows(caller.pool, [Number(match[1])], [Number(match[2])]) : [];
  const row = rows[0];
  if (!row || (caller.environment !== null && caller.environment !== row.environment)) {
    throw new AppError('not_found', 'There is no such job.');
  }
  return row;
}

export async function getJob(caller: Caller, id: string, query: FilterQuery, nowMs: number): Promise<JobView> {
  const row = await rowOf(caller, id);
  const [view] = await viewsOf(caller.pool, [row], windowOf(query, nowMs), nowMs);
  return view as JobView;
}

/** The job's finished runs in the window by the version that did them. */
export async function getVersions(caller: Caller, id: string, query: FilterQuery, nowMs: number): Promise<VersionList> {
  const rows = await selectVersions(caller.pool, await rowOf(caller, id), windowOf(query, nowMs));
  return {
    items: rows.map((row) => ({
      version: row.version,
      firstAt: row.firstAt.toISOString(),
      lastAt: row.lastAt.toISOString(),
      succeeded: row.succeeded,
      dead: row.dead,
      runFailureRate: rateOf(row.dead, row.succeeded),
      durationMs: percentilesOf(row.duration),
      waitMs: percentilesOf(row.wait),
    })),
    isCut: rows.reduce((sum, row) => sum + row.seen, 0) >= maxVersionRuns,
  };
}

const msAt = (values: readonly (number | null)[] | null, place: number): number | null => {
  const us = values?.[place] ?? null;
  return us === null ? null : us / 1000;
};
const percentilesOf = ({ values, n }: VersionRow['duration']): Percentiles => ({
  p50: msAt(values, 0),
  p95: msAt(values, 1),
  p99: msAt(values, 2),
  max: msAt(values, 3),
  n,
});
