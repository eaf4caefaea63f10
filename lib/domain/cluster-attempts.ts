// Which evidence speaks of one execution: by reported number, else by span; what has neither goes to the nearest start. Pure, and
// independent of order: items come sorted by `compareEvidence`, and every choice is made by values.
import type { Evidence } from '#lib/domain/evidence.ts';
import { compareText } from '#lib/domain/unite-evidence.ts';
import { clockOf, type Moment, momentOf, skewUs } from '#lib/domain/witness.ts';

/** All that is known of one execution. */
export interface Cluster {
  /** As reported; several executions may share one (a stalled attempt does not count as made in BullMQ). */
  number: number | null;
  items: Evidence[];
  starts: Moment[];
  /** Moments at which some witness says that it was over. */
  ends: Moment[];
  spanId: string | null;
}

/** One witness that reads a fact in two places (event log and record) differs from itself by less than this. */
const sameStartUs = 1_000_000;

const isStart = (item: Evidence): boolean => item.kind === 'started' || item.kind === 'attempt';
const isGivenBack = (item: Evidence): boolean =>
  item.kind === 'lost' || item.kind === 'released' || item.outcome === 'lost' || item.outcome === 'released';
/** Ends an execution that is known otherwise, but is no proof of one by itself. */
const isAfterthought = (item: Evidence): boolean => item.kind === 'retry-planned' || item.kind === 'died';
const isOfAttempt = (item: Evidence): boolean =>
  isStart(item) || item.kind === 'ended' || item.kind === 'lost' || item.kind === 'released' || isAfterthought(item);

/** Clusters in the order of execution. `rest`: what is no execution's (creation, queueing, outcomes of the run as a whole). */
export function clusterAttempts(sorted: readonly Evidence[]): { clusters: Cluster[]; rest: Evidence[] } {
  const rest: Evidence[] = [];
  const numbered = new Map<number, Cluster>();
  const spans = new Map<string, Cluster>();
  const loose: Evidence[] = [];
  for (const item of sorted) {
    if (!isOfAttempt(item)) rest.push(item);
    else if (item.attempt === undefined) loose.push(item);
    else if (isAfterthought(item) && item.spanRef === undefined) loose.push(item);
    else {
      let cluster = numbered.get(item.attempt);
      if (!cluster) {
        cluster = newCluster(item.attempt);
        numbered.set(item.attempt, cluster);
      }
      add(cluster, item);
      if (item.spanRef && !spans.has(item.spanRef.spanId)) spans.set(item.spanRef.spanId, cluster);
    }
  }
  const clusters = splitShared([...numbered.values()], sorted, spans);
  if (loose.length > 0) {
    attachStarts(clusters, spans, loose, partings(loose, rest));
    attachEnds(clusters, spans, loose, rest);
  }
  return { clusters: inOrder(clusters), rest };
}

function newCluster(number: number | null): Cluster {
  return { number, items: [], starts: [], ends: [], spanId: null };
}

function add(cluster: Cluster, item: Evidence): void {
  cluster.items.push(item);
  if (isStart(item)) cluster.starts.push(momentOf(item));
  if (item.kind === 'attempt') {
    if (item.endAt !== undefined) cluster.ends.push(momentOf(item, item.endAt));
  } else if (item.kind !== 'started') cluster.ends.push(momentOf(item));
  if (cluster.spanId === null && item.spanRef) cluster.spanId = item.spanRef.spanId;
}

/** One number, several executions: part them where an execution was lost or given back between two starts of one clock. */
function splitShared(clusters: Cluster[], sorted: readonly Evidence[], spans: Map<string, Cluster>): Cluster[] {
  const boundaries = sorted.filter(isGivenBack);
  if (boundaries.length === 0) return clusters;
  const out: Cluster[] = [];
  for (const cluster of clusters) {
    let current = cluster;
    for (const boundary of boundaries) {
      if (boundary.attempt !== undefined && boundary.attempt !== cluster.number) continue;
      const over = momentOf(boundary, boundary.endAt ?? boundary.at);
      const before = current.starts.filter((start) => start.clock === over.clock && start.at < over.at);
      const after = current.starts.filter((start) => start.clock === over.clock && start.at >= over.at);
      if (before.length === 0 || after.length === 0) continue;
      const first = newCluster(cluster.number);
      const second = newCluster(cluster.number);
      const lastBefore = Math.max(...before.map(({ at }) => at));
      const firstAfter = Math.min(...after.map(({ at }) => at));
      for (const item of current.items) {
        const isEarlier =
          clockOf(item) === over.clock
            ? item.at < firstAfter && (isStart(item) || isGivenBack(item) || item.at <= over.at)
            : isStart(item)
              ? Math.abs(item.at - lastBefore) <= Math.abs(item.at - firstAfter)
              : item.at < firstAfter;
        add(isEarlier ? first : second, item);
      }
      out.push(first);
      current = second;
    }
    out.push(current);
  }
  for (const cluster of out) {
    for (const item of cluster.items) if (item.spanRef) spans.set(item.spanRef.spanId, cluster);
  }
  return out;
}

/** Starts and spans without a number, latest first: to the execution with the nearest start that can be the same, else a new one. */
function attachStarts(
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
    const fragment = newCluster(null);
    add(fragment, item);
    fragments.push(fragment);
    if (item.spanRef) spans.set(item.spanRef.spanId, fragment);
  }
  fragments.sort((a, b) => timeOf(b) - timeOf(a) || compareText(idOf(b), idOf(a)));
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
function partings(loose: readonly Evidence[], rest: readonly Evidence[]): Moment[] {
  const ends = loose.filter((item) => !isStart(item));
  return [...ends, ...rest.filter(({ kind }) => kind === 'queued')].map((item) => momentOf(item));
}

/** How far two executions' starts lie apart if they can be one; infinite if they cannot. */
function distanceBetween(fragment: Cluster, cluster: Cluster, parted: readonly Moment[]): number {
  const never = Number.POSITIVE_INFINITY;
  if (fragment.spanId !== null && cluster.spanId !== null) return never;
  const start = fragment.starts[0];
  if (!start) return never;
  if (cluster.starts.length === 0) {
    const end = cluster.ends[0];
    if (!end) return never;
    const slack = end.clock === start.clock ? 0 : skewUs;
    return start.at <= end.at + slack ? Math.abs(end.at - start.at) : never;
  }
  // The same clock tells best; a witness whose two starts lie apart speaks of two executions.
  const common = cluster.starts.find((other) => other.clock === start.clock);
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

function isBetween(moment: Moment, a: Moment, b: Moment): boolean {
  if (moment.clock !== a.clock) return false;
  return moment.at >= Math.min(a.at, b.at) && moment.at < Math.max(a.at, b.at);
}

/** Ends without a number or span, earliest first: to the latest execution that had begun by then and that this witness has not ended. */
function attachEnds(
  clusters: Cluster[],
  spans: ReadonlyMap<string, Cluster>,
  loose: readonly Evidence[],
  rest: Evidence[],
): void {
  const spanned = new Set(clusters.flatMap((cluster) => cluster.items));
  for (const item of loose) {
    if (spanned.has(item) || isStart(item)) continue;
    // One whose number nobody else knows is of no execution that is known.
    const target = namedBy(clusters, spans, item) ?? (item.attempt === undefined ? endedBy(clusters, item) : null);
    if (target) add(target, item);
    else if (item.kind === 'died' && item.attempt === undefined) rest.push(item);
    else {
      // A planned retry, or a number, proves an execution that nobody else told of.
      const cluster = newCluster(item.attempt ?? null);
      add(cluster, item);
      clusters.push(cluster);
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
    const common = cluster.starts.filter((start) => start.clock === end.clock);
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
      other.clock === end.clock &&
      !isAfterthought(other.item) &&
      Math.abs(other.at - end.at) > sameStartUs &&
      other.at < end.at,
  );
}

const orderOf = (cluster: Cluster): number => cluster.number ?? 0;
const timeOf = (cluster: Cluster): number => (cluster.starts[0] ?? cluster.ends[0])?.at ?? 0;
const idOf = (cluster: Cluster): string => cluster.items[0]?.id ?? '';

/** By number where there is one, those without between them by time. */
function inOrder(clusters: Cluster[]): Cluster[] {
  if (clusters.length < 2) return clusters;
  const ordered = clusters
    .filter(({ number }) => number !== null)
    .sort((a, b) => orderOf(a) - orderOf(b) || timeOf(a) - timeOf(b) || compareText(idOf(a), idOf(b)));
  const unnumbered = clusters
    .filter(({ number }) => number === null)
    .sort((a, b) => timeOf(a) - timeOf(b) || compareText(idOf(a), idOf(b)));
  for (const cluster of unnumbered) {
    const place = ordered.findIndex((other) => startIn(other, cluster) > timeOf(cluster));
    ordered.splice(place < 0 ? ordered.length : place, 0, cluster);
  }
  return ordered;
}

/** The start of one cluster by the clock of another, if they share one. */
function startIn(cluster: Cluster, of: Cluster): number {
  const clock = (of.starts[0] ?? of.ends[0])?.clock;
  return (cluster.starts.find((start) => start.clock === clock) ?? cluster.starts[0] ?? cluster.ends[0])?.at ?? 0;
}
