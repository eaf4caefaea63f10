// Where starts and spans without a number belong.

import {
  add,
  type Cluster,
  clusterOf,
  idOf,
  isAfterthought,
  isStart,
  sameExecutionUs,
  sameStartUs,
  timeOf,
} from '#lib/domain/attempt-cluster.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { compareText } from '#lib/domain/unite-evidence.ts';
import { isOneClock, type Moment, momentOf, skewUs } from '#lib/domain/witness.ts';

/** Starts and spans without a number, latest first: to the execution with the nearest start that can be the same, else a new one. */
export function attachStarts(
  clusters: Cluster[],
  spans: Map<string, Cluster>,
  loose: readonly Evidence[],
  parted: readonly Moment[],
): void {
  const fragments: Cluster[] = [];
  for (const item of loose) {
    if (isAfterthought(item) || (!isStart(item) && !item.spanRef)) continue;
    const bySpan = item.spanRef && spans.get(item.spanRef.spanId);
    if (bySpan) {
      add(bySpan, item);
      continue;
    }
    const fragment = clusterOf(null, item);
    fragments.push(fragment);
    if (item.spanRef) spans.set(item.spanRef.spanId, fragment);
  }
  if (fragments.length > 1) fragments.sort((a, b) => timeOf(b) - timeOf(a) || compareText(idOf(b), idOf(a)));
  for (const fragment of fragments) {
    let best: Cluster | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const cluster of clusters) {
      const distance = distanceBetween(fragment, cluster, parted);
      if (distance < least) {
        best = cluster;
        least = distance;
      }
    }
    if (best) for (const item of fragment.items) add(best, item);
    else clusters.push(fragment);
  }
}

/** Moments between which two starts cannot be one: an end that is not yet given to an execution, a return to the queue. */
export function partings(loose: readonly Evidence[], rest: readonly Evidence[]): Moment[] {
  const ends = loose.filter((item) => !isStart(item));
  return [...ends, ...rest.filter(({ kind }) => kind === 'queued')].map((item) => momentOf(item));
}

/** How far two executions' starts lie apart if they can be one; infinite if they cannot. */
function distanceBetween(fragment: Cluster, cluster: Cluster, parted: readonly Moment[]): number {
  const never = Number.POSITIVE_INFINITY;
  if (fragment.spanId !== null && cluster.spanId !== null) return distanceWithin(fragment, cluster);
  const start = fragment.starts[0];
  if (!start) return never;
  if (cluster.starts.length === 0) {
    const end = cluster.ends[0];
    if (!end) return never;
    const slack = isOneClock(end.item, start.item) ? 0 : skewUs;
    return start.at <= end.at + slack ? Math.abs(end.at - start.at) : never;
  }
  // The same clock tells best; a witness whose two starts lie apart speaks of two executions.
  const common = cluster.starts.find((other) => isOneClock(other.item, start.item));
  if (common) {
    const apart = Math.abs(common.at - start.at);
    const isParted =
      cluster.ends.some((end) => isBetween(end, common, start)) || parted.some((end) => isBetween(end, common, start));
    return apart <= sameStartUs && !isParted ? apart : never;
  }
  let least = never;
  for (const other of cluster.starts) {
    const apart = Math.abs(other.at - start.at);
    const isInside =
      cluster.ends.some((end) => start.at >= other.at && start.at < end.at) ||
      fragment.ends.some((end) => other.at >= start.at && other.at < end.at);
    if (apart <= skewUs || isInside) least = Math.min(least, apart);
  }
  return least;
}

/** Two spans are one execution only where two instrumentations tell of it: one begins just after the other, and ends before it. */
function distanceWithin(a: Cluster, b: Cluster): number {
  const [first, second] = timeOf(a) <= timeOf(b) ? [a, b] : [b, a];
  const [outer, inner] = [spanOf(first), spanOf(second)];
  if (!outer || !inner || !isOneClock(outer, inner)) return Number.POSITIVE_INFINITY;
  const apart = inner.at - outer.at;
  const isWithin = (inner.endAt as number) <= (outer.endAt as number);
  return apart <= sameExecutionUs && isWithin ? apart : Number.POSITIVE_INFINITY;
}

const spanOf = (cluster: Cluster): Evidence | undefined =>
  cluster.items.find((one) => one.kind === 'attempt' && one.endAt !== undefined);

function isBetween(moment: Moment, a: Moment, b: Moment): boolean {
  if (!isOneClock(moment.item, a.item)) return false;
  return moment.at >= Math.min(a.at, b.at) && moment.at < Math.max(a.at, b.at);
}
