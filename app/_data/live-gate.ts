// When a query that follows the stream is fetched again. Pure: time and state come in.
import type { LiveKind, LiveMeta } from './live-kind.ts';

/** Without any event, figures still move (windows slide, samples arrive): everything live is due after this long. */
export const idleRefreshMs = 15_000;

export interface LiveQuery {
  meta: Record<string, unknown> | undefined;
  updatedAtMs: number;
  isFetching: boolean;
  data?: unknown;
}

/** What is settled may still be told more about, by evidence that comes late. */
export const settledRefreshMs = 60_000;

/** True when the query follows one of the kinds heard since its last fetch and its throttle has passed. */
export function isDue(query: LiveQuery, heardAtMs: ReadonlyMap<LiveKind, number>, nowMs: number): boolean {
  const meta = query.meta as Partial<LiveMeta> | undefined;
  if (!meta?.live || query.isFetching) return false;
  const age = nowMs - query.updatedAtMs;
  if (age < settledRefreshMs && query.data !== undefined && meta.isSettled?.(query.data as never)) return false;
  if (age < (meta.everyMs ?? idleRefreshMs)) return false;
  if (age >= idleRefreshMs) return true;
  return meta.live.some((kind) => (heardAtMs.get(kind) ?? 0) > query.updatedAtMs);
}
