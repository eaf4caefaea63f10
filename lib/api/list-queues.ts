import type { Caller } from '#lib/auth/authorise.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type { PageQuery } from '#lib/contracts/page.ts';
import type { Composition, QueueList, QueueView } from '#lib/contracts/queue.ts';
import type { Window } from '#lib/contracts/window.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Pool } from '#lib/db/pool.ts';
import { type QueueRow, selectQueues } from '#lib/db/queue/select-queues.ts';
import { oneBucketMs, type RollupSums, selectRollup } from '#lib/db/rollup/select-rollup.ts';
import { maxOpenRuns, selectOpenByJob } from '#lib/db/run/select-open-by-job.ts';
import { selectOpenCounts } from '#lib/db/run/select-open-counts.ts';
import { selectLatestSamples } from '#lib/db/sample/select-latest-samples.ts';
import { AppError } from '#lib/errors.ts';
import { offsetCursor, readCursor, writeCursor } from '#lib/http/cursor.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { addSums, figuresOf, type Histogram, noSums, ofFigures, type Sums } from '#lib/stats/figures.ts';
import { segmentsOf } from '#lib/stats/window-segments.ts';
import { queueViewOf, recentMs } from './queue-figures.ts';

/** The window as whole buckets, and the stretch of equal length before it. */
export function windowAndBefore(window: Window, nowMs: number, isPerJob = false) {
  const segments = segmentsOf(window.fromMs, window.toMs, nowMs, isPerJob);
  const fromMs = segments[0]?.fromMs ?? window.fromMs;
  const toMs = segments.at(-1)?.toMs ?? window.toMs;
  const lengthMs = toMs - fromMs;
  const beforeSegments = segmentsOf(fromMs - lengthMs, fromMs, nowMs, isPerJob);
  return {
    window: { fromMs, toMs },
    segments,
    before: { fromMs: beforeSegments[0]?.fromMs ?? fromMs - lengthMs, toMs: fromMs },
    beforeSegments,
  };
}

type Views = Omit<QueueList, 'nextCursor'>;

/** Lanes as the API shows them, and all of them together. */
export async function viewsOf(pool: Pool, rows: QueueRow[], asked: Window, nowMs: number): Promise<Views> {
  const queueIds = rows.map((row) => row.id);
  const { window, segments, before, beforeSegments } = windowAndBefore(asked, nowMs);
  const sums = (list: typeof segments, histograms: readonly Histogram[]): Promise<RollupSums[]> =>
    selectRollup(pool, {
      queueIds,
      jobIds: null,
      segments: list,
      bucketMs: oneBucketMs,
      isPerJob: false,
      histograms,
    });
  const [now, earlier, recent, samples, samplesBefore, open] = await Promise.all([
    sums(segments, ofFigures),
    sums(beforeSegments, ofFigures),
    sums(segmentsOf(nowMs - recentMs, nowMs, nowMs, false), []),
    selectLatestSamples(pool, queueIds, nowMs),
    selectLatestSamples(pool, queueIds, window.fromMs),
    selectOpenCounts(pool, queueIds, nowMs),
  ]);
  const items = rows.map((row): QueueView => {
    const ofRow = <T extends { queueId: number }>(items: readonly T[]): T | undefined =>
      items.find((item) => item.queueId === row.id);
    return queueViewOf({
      row,
      window,
      before,
      sums: ofRow(now),
      beforeSums: ofRow(earlier),
      recent: ofRow(recent),
      sample: ofRow(samples),
      earlier: ofRow(samplesBefore),
      open: open.filter((item) => item.queueId === row.id),
      nowMs,
    });
  });
  const together = (list: readonly RollupSums[], of: Window) =>
    figuresOf(
      list.reduce<Sums>((sums, one) => addSums(sums, one), noSums()),
      of,
      null,
    );
  return { items, total: { window: together(now, window), before: together(earlier, before) } };
}

/** Lanes with depth, figures and health, by environment, system and name. */
export async function listQueues(caller: Caller, query: FilterQuery & PageQuery, nowMs: number): Promise<QueueList> {
  const window = windowOf(query, nowMs);
  const after = Number(readCursor(offsetCursor, query.cursor)?.after ?? 0);
  const filter = await resolveFilter(caller.pool, query, caller.environment);
  const all = await selectQueues(caller.pool, filter.queueIds);
  const wanted = query.source ? all.filter((row) => query.source?.includes(row.source)) : all;
  const start = after === 0 ? 0 : wanted.findIndex((row) => row.id === after) + 1;
  const page = wanted.slice(start, start + query.limit);
  const last = page.at(-1);
  const hasMore = start + query.limit < wanted.length && last !== undefined;
  return {
    ...(await viewsOf(caller.pool, page, window, nowMs)),
    nextCursor: hasMore ? writeCursor({ after: String(last.id) }) : null,
  };
}

/** The lane; throws `not_found` for an unknown one and for one in an environment that the caller may not see. */
async function laneOf(caller: Caller, id: string): Promise<QueueRow> {
  const [row] = /^\d{1,9}$/.test(id) ? await selectQueues(caller.pool, [Number(id)]) : [];
  if (!row || (caller.environment !== null && caller.environment !== row.environment)) {
    throw new AppError('not_found', 'There is no such queue.');
  }
  return row;
}

export async function getQueue(caller: Caller, id: string, query: FilterQuery, nowMs: number): Promise<QueueView> {
  const { items } = await viewsOf(caller.pool, [await laneOf(caller, id)], windowOf(query, nowMs), nowMs);
  return items[0] as QueueView;
}

/** What is open in the lane now, by job. */
export async function getComposition(caller: Caller, id: string, nowMs: number): Promise<Composition> {
  const rows = await selectOpenByJob(caller.pool, (await laneOf(caller, id)).id, nowMs);
  return {
    items: rows.map(({ open: _, oldestQueuedAt, ...row }) => ({
      ...row,
      oldestQueuedAt: oldestQueuedAt?.toISOString() ?? null,
    })),
    isCut: rows.reduce((sum, row) => sum + row.open, 0) >= maxOpenRuns,
  };
}
