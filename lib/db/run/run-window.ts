// A window on runs, by one of their moments. Parameters $15…$18 of statements with `filterParameters`.
import type { WindowBound } from '#lib/contracts/filter.ts';
import type { Window } from '#lib/contracts/window.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { selectIdBounds } from './run-reach.ts';

/** What a window bounds: `first` is the first moment known of a run, `any` any of its moments. */
export type RunBound = WindowBound | 'first' | 'any';

/** How far before the window a run may have come in that was started in it, or open. */
const reachMs = 7 * 24 * 3_600_000;
/** How much sooner than its start a run may end, by the clocks of those who say so. */
const skewMs = 24 * 3_600_000;
const inReach = `ordered_at >= $15::timestamptz - interval '${reachMs} milliseconds' and ordered_at < $16`;

/** The window $15 ≤ moment < $16. All but `finishedAt` also bound `ordered_at`, for its index. */
const bounds: Record<RunBound, string> = {
  first: 'ordered_at >= $15 and ordered_at < $16',
  enqueuedAt: 'ordered_at >= $15 and ordered_at < $16 and enqueued_at is not null',
  startedAt: `started_at >= $15 and started_at < $16 and ${inReach}
    and (finished_at is null or finished_at >= $15::timestamptz - interval '${skewMs} milliseconds')`,
  finishedAt: 'finished_at >= $15 and finished_at < $16',
  active: `${inReach} and (finished_at is null or finished_at >= $15)`,
  any: 'ordered_at < $16 and coalesce(finished_at, started_at, ordered_at) >= $15',
};

/**
 * Needs `run` in scope, and the parameters of `windowParameters`. Where it is planned once (`isPlannedOnce`) the days after the window are
 * not left out: of two bounds with values that it does not know Postgres takes a two-hundredth of each day to lie between them, and then
 * reads all its IDs to intersect them with the few runs of a better index.
 */
export const windowCondition = (by: RunBound, isPlannedOnce = false): string =>
  `id >= $17::uuid and ${isPlannedOnce ? '$18::uuid is not null' : 'id < $18::uuid'} and ${bounds[by]}`;

/** $15 … $18: the window's ends, and those of the IDs that its runs can have, of those in `stretch` where one is given. */
export async function windowParameters(
  db: Queryable,
  window: Window,
  by: RunBound,
  stretch: Window = orderedWindow(window, by) ?? window,
): Promise<unknown[]> {
  const moments = by === 'finishedAt' ? (['finished'] as const) : by === 'any' ? anyMoment : (['ordered'] as const);
  const { least, below } = await selectIdBounds(db, moments, stretch);
  return [new Date(window.fromMs), new Date(window.toMs), least, below];
}

/** Whether runs of many days before the window are among it, of which no index tells the few: only with the values at hand Postgres finds them by their ends. */
export const isReaching = (by: RunBound): boolean => by === 'startedAt' || by === 'active';

/** Where `ordered_at` of the window's runs lies; null = anywhere. */
export function orderedWindow({ fromMs, toMs }: Window, by: RunBound): Window | null {
  if (by === 'finishedAt' || by === 'any') return null;
  return { fromMs: isReaching(by) ? fromMs - reachMs : fromMs, toMs };
}

const anyMoment = ['ordered', 'started', 'finished'] as const;
