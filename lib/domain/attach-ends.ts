// Where ends without a number or span belong.

import {
  add,
  type Cluster,
  clusterOf,
  isAfterthought,
  isStart,
  orderOf,
  sameStartUs,
  timeOf,
} from '#lib/domain/attempt-cluster.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { isOneClock, type Moment, momentOf, skewUs } from '#lib/domain/witness.ts';

/** Ends without a number or span, earliest first: to the latest execution that had begun by then and that this witness has not ended. */
export function attachEnds(
  clusters: Cluster[],
  spans: ReadonlyMap<string, Cluster>,
  loose: readonly Evidence[],
  rest: Evidence[],
): void {
  if (loose.every(isStart)) return;
  const spanned = new Set(clusters.flatMap((cluster) => cluster.items));
  for (const item of loose) {
    if (spanned.has(item) || isStart(item)) continue;
    // One whose number nobody else knows is of no execution that is known.
    const target = namedBy(clusters, spans, item) ?? (item.attempt === undefined ? endedBy(clusters, item) : null);
    if (target) add(target, item);
    else if (item.kind === 'died' && item.attempt === undefined) rest.push(item);
    else {
      // A planned retry, or a number, proves an execution that nobody else told of.
      clusters.push(clusterOf(item.attempt ?? null, item));
    }
  }
}

/** The execution whose span or number an afterthought states. */
function namedBy(clusters: readonly Cluster[], spans: ReadonlyMap<string, Cluster>, item: Evidence): Cluster | null {
  const bySpan = item.spanRef && spans.get(item.spanRef.spanId);
  // A span's fragment may have joined another execution since it was noted.
  if (bySpan) return clusters.find(({ items }) => items.includes(bySpan.items[0] as Evidence)) ?? null;
  return item.attempt === undefined ? null : lastOf(clusters, item.attempt);
}

function lastOf(clusters: readonly Cluster[], number: number): Cluster | null {
  let last: Cluster | null = null;
  for (const cluster of clusters) {
    if (cluster.number === number && (last === null || timeOf(cluster) >= timeOf(last))) last = cluster;
  }
  return last;
}

function endedBy(clusters: readonly Cluster[], item: Evidence): Cluster | null {
  const end = momentOf(item);
  let best: Cluster | null = null;
  let latest = Number.NEGATIVE_INFINITY;
  const consider = (cluster: Cluster, at: number): void => {
    if (at > latest || (at === latest && best !== null && orderOf(cluster) > orderOf(best))) {
      best = cluster;
      latest = at;
    }
  };
  for (const cluster of clusters) {
    if (!isAfterthought(item) && isEndedApart(cluster, end)) continue;
    const common = cluster.starts.filter((start) => isOneClock(start.item, end.item));
    if (common.length > 0) {
      const at = Math.min(...common.map((start) => start.at));
      if (at < end.at) consider(cluster, at);
    } else if (cluster.starts.length > 0) {
      const at = Math.min(...cluster.starts.map((start) => start.at));
      if (at <= end.at + skewUs) consider(cluster, at);
    } else {
      const near = cluster.ends.find((other) => Math.abs(other.at - end.at) <= skewUs);
      if (near) consider(cluster, near.at);
    }
  }
  if (best !== null) return best;
  // Begun and ended in one tick of a coarse clock.
  const sameTick = clusters.filter(
    (cluster) => cluster.starts.some((start) => start.at === end.at) && !isEndedApart(cluster, end),
  );
  return sameTick.sort((a, b) => orderOf(a) - orderOf(b))[0] ?? null;
}

/** This clock has already ended it at another time. */
function isEndedApart(cluster: Cluster, end: Moment): boolean {
  return cluster.ends.some(
    (other) =>
      isOneClock(other.item, end.item) &&
      !isAfterthought(other.item) &&
      Math.abs(other.at - end.at) > sameStartUs &&
      other.at < end.at,
  );
}
