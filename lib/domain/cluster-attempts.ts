// Which evidence speaks of one execution: by reported number, else by span; what has neither goes to the nearest start. Pure, and
// independent of order: items come sorted by `compareEvidence`, and every choice is made by values.
import { attachEnds } from '#lib/domain/attach-ends.ts';
import { attachStarts, partings } from '#lib/domain/attach-starts.ts';
import {
  add,
  type Cluster,
  clusterOf,
  idOf,
  isAfterthought,
  isGivenBack,
  isOfAttempt,
  isStart,
  newCluster,
  orderOf,
  sameExecutionUs,
  timeOf,
} from '#lib/domain/attempt-cluster.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { compareText } from '#lib/domain/unite-evidence.ts';
import { isOneClock } from '#lib/domain/witness.ts';

/** Clusters in the order of execution. `rest`: what is no execution's (creation, queueing, outcomes of the run as a whole). */
export function clusterAttempts(sorted: readonly Evidence[]): { clusters: Cluster[]; rest: Evidence[] } {
  const rest: Evidence[] = [];
  const numbered: Cluster[] = [];
  const loose: Evidence[] = [];
  for (const item of sorted) {
    if (!isOfAttempt(item)) rest.push(item);
    else if (!isNumbered(item)) loose.push(item);
    else {
      const cluster = clusterWith(numbered, item.attempt);
      if (cluster) add(cluster, item);
      else numbered.push(clusterOf(item.attempt, item));
    }
  }
  const isShared = numbered.some(({ items }) => items.length > 1);
  const whole = isShared ? numbered.flatMap(bySpans) : numbered;
  const boundaries = sorted.some(isGivenBack) ? sorted.filter(isGivenBack) : none;
  const clusters = boundaries.length > 0 ? splitShared(whole, boundaries) : whole;
  if (loose.length > 0) {
    const spans = spansOf(numbered, sorted);
    if (boundaries.length > 0) for (const cluster of clusters) noteSpans(spans, cluster);
    attachStarts(clusters, spans, loose, partings(loose, rest));
    attachEnds(clusters, spans, loose, rest);
  }
  return { clusters: clusters.length > 1 ? withoutOvertakenGuesses(inOrder(clusters)) : clusters, rest };
}

const none: readonly Evidence[] = [];

/** Whether its number says which execution an item of one speaks of: an afterthought's is no proof of one. */
const isNumbered = (item: Evidence): item is Evidence & { attempt: number } =>
  item.attempt !== undefined && (item.spanRef !== undefined || !isAfterthought(item));

/** Items come by time, so mostly it is the last one. */
function clusterWith(clusters: readonly Cluster[], number: number): Cluster | null {
  for (let i = clusters.length - 1; i >= 0; i--) {
    const cluster = clusters[i] as Cluster;
    if (cluster.number === number) return cluster;
  }
  return null;
}

/** The first cluster of each span. */
function spansOf(numbered: readonly Cluster[], sorted: readonly Evidence[]): Map<string, Cluster> {
  const spans = new Map<string, Cluster>();
  if (numbered.length === 0) return spans;
  for (const item of sorted) {
    if (!item.spanRef || spans.has(item.spanRef.spanId) || !isOfAttempt(item) || !isNumbered(item)) continue;
    spans.set(item.spanRef.spanId, clusterWith(numbered, item.attempt) as Cluster);
  }
  return spans;
}

function noteSpans(spans: Map<string, Cluster>, cluster: Cluster): void {
  for (const item of cluster.items) if (item.spanRef) spans.set(item.spanRef.spanId, cluster);
}

/** That a message left its queue is the guess of a start, taken back by the execution that is then told of. */
function withoutOvertakenGuesses(ordered: Cluster[]): Cluster[] {
  return ordered.filter((cluster, i) => {
    const next = ordered[i + 1];
    return !next || !isGuess(cluster) || isGuess(next);
  });
}

const isGuess = (cluster: Cluster): boolean =>
  cluster.number === null && cluster.items.every(({ kind, fidelity }) => kind === 'started' && fidelity === 'inferred');

/** One number told by several spans, each of an execution of its own: the earlier ones were taken from their workers (stalled). */
function bySpans(cluster: Cluster): Cluster[] {
  if (cluster.items.length < 2) return [cluster];
  const told = cluster.items.filter((item) => item.kind === 'attempt' && item.spanRef);
  if (told.length < 2) return [cluster];
  told.sort((a, b) => a.at - b.at || compareText(a.id, b.id));
  const heads = told.filter((item, i) => i === 0 || item.at - (told[i - 1] as Evidence).at > sameExecutionUs);
  if (heads.length < 2) return [cluster];
  const parts = heads.map(() => newCluster(cluster.number));
  for (const item of cluster.items) {
    const own = item.spanRef && told.find(({ spanRef }) => spanRef?.spanId === item.spanRef?.spanId);
    const at = (own ?? item).at;
    const place = heads.findLastIndex((head) => head.at <= at);
    add(parts[Math.max(0, place)] as Cluster, item);
  }
  for (const part of parts.slice(0, -1)) part.isOvertaken = true;
  return parts;
}

/** One number, several executions: part them where an execution was lost or given back between two starts of one clock. */
function splitShared(clusters: readonly Cluster[], boundaries: readonly Evidence[]): Cluster[] {
  const out: Cluster[] = [];
  for (const cluster of clusters) {
    let current = cluster;
    for (const boundary of boundaries) {
      if (boundary.attempt !== undefined && boundary.attempt !== cluster.number) continue;
      const over = boundary.endAt ?? boundary.at;
      const before = current.starts.filter(({ at, item }) => isOneClock(item, boundary) && at < over);
      const after = current.starts.filter(({ at, item }) => isOneClock(item, boundary) && at >= over);
      if (before.length === 0 || after.length === 0) continue;
      const first = newCluster(cluster.number);
      const second = newCluster(cluster.number);
      second.isOvertaken = cluster.isOvertaken;
      const lastBefore = Math.max(...before.map(({ at }) => at));
      const firstAfter = Math.min(...after.map(({ at }) => at));
      for (const item of current.items) {
        const isEarlier = isOneClock(item, boundary)
          ? item.at < firstAfter && (isStart(item) || isGivenBack(item) || item.at <= over)
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
  return out;
}

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
  const told = (of.starts[0] ?? of.ends[0])?.item;
  const common = told && cluster.starts.find((start) => isOneClock(start.item, told));
  return (common ?? cluster.starts[0] ?? cluster.ends[0])?.at ?? 0;
}
