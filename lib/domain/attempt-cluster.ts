// One execution as its evidence gathers, and what kinds of evidence speak of executions.
import type { Evidence } from '#lib/domain/evidence.ts';
import { type Moment, momentOf } from '#lib/domain/witness.ts';

/** All that is known of one execution. */
export interface Cluster {
  /** As reported; several executions may share one (a stalled attempt does not count as made in BullMQ). */
  number: number | null;
  items: Evidence[];
  starts: Moment[];
  /** Moments at which some witness says that it was over. */
  ends: Moment[];
  spanId: string | null;
  /** Another execution began under the same number: whatever this one's worker says, its end was not taken. */
  isOvertaken: boolean;
}

/** One witness that reads a fact in two places (event log and record) differs from itself by less than this. */
export const sameStartUs = 1_000_000;

/** Two spans of one run whose starts lie further apart than this are two executions, not one that two instrumentations tell of. */
export const sameExecutionUs = 100_000;

export const isStart = (item: Evidence): boolean => item.kind === 'started' || item.kind === 'attempt';
export const isGivenBack = (item: Evidence): boolean =>
  item.kind === 'lost' || item.kind === 'released' || item.outcome === 'lost' || item.outcome === 'released';
/** Ends an execution that is known otherwise, but is no proof of one by itself. */
export const isAfterthought = (item: Evidence): boolean => item.kind === 'retry-planned' || item.kind === 'died';
export const isOfAttempt = (item: Evidence): boolean =>
  isStart(item) || item.kind === 'ended' || item.kind === 'lost' || item.kind === 'released' || isAfterthought(item);

export function newCluster(number: number | null): Cluster {
  return { number, items: [], starts: [], ends: [], spanId: null, isOvertaken: false };
}

/** The same with its first item. Most have no other: lists of just one take a tenth of what those take that one is added to. */
export function clusterOf(number: number | null, item: Evidence): Cluster {
  const end = endOf(item);
  return {
    number,
    items: [item],
    starts: isStart(item) ? [momentOf(item)] : [],
    ends: end === null ? [] : [end],
    spanId: item.spanRef?.spanId ?? null,
    isOvertaken: false,
  };
}

export function add(cluster: Cluster, item: Evidence): void {
  cluster.items.push(item);
  if (isStart(item)) cluster.starts.push(momentOf(item));
  const end = endOf(item);
  if (end !== null) cluster.ends.push(end);
  if (cluster.spanId === null && item.spanRef) cluster.spanId = item.spanRef.spanId;
}

function endOf(item: Evidence): Moment | null {
  if (item.kind === 'attempt') return item.endAt === undefined ? null : momentOf(item, item.endAt);
  return item.kind === 'started' ? null : momentOf(item);
}

export const orderOf = (cluster: Cluster): number => cluster.number ?? 0;
export const timeOf = (cluster: Cluster): number => (cluster.starts[0] ?? cluster.ends[0])?.at ?? 0;
export const idOf = (cluster: Cluster): string => cluster.items[0]?.id ?? '';
