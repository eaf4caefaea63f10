// The critical path: going back from the end, what each moment waited for. Shortening anything else would not have ended it sooner. Pure.
import type { Bar, BarKind } from './bars.ts';

/** What is needed of a row of the waterfall. */
export interface PathRow {
  id: string;
  depth: number;
  startMs: number;
  endMs: number;
  bars: readonly Bar[];
}

export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** Where the time of the path went. `idle`: nothing that is known filled it, as from a hand-off to the next start. */
export type PathKind = Exclude<BarKind, 'frame'> | 'idle';

/** A stretch that nothing fills, and the rows on the path before and after it. */
export interface Silence extends Stretch {
  beforeId: string;
  afterId: string;
}

export interface CriticalPath {
  /** In order of time. */
  silences: readonly Silence[];
  /** Stretches on the path by row id. */
  stretches: ReadonlyMap<string, readonly Stretch[]>;
  /** Ms by kind; they add up to the whole length. */
  sums: Record<PathKind, number>;
}

interface Node {
  row: PathRow;
  /** The latest end of it and everything below: what it handed on may outlive it. */
  endMs: number;
  children: Node[];
}

/** `rows`: parents before their children, as `waterfallOf` gives them. `fromMs` … `toMs`: what is to be explained. */
export function criticalPathOf(rows: readonly PathRow[], fromMs: number, toMs: number): CriticalPath {
  // clocks of several machines: an end this much after its parent's still counts as awaited
  const toleranceMs = Math.max(50, (toMs - fromMs) / 50);
  const path = new PathSums();
  const root: Node = {
    row: { id: '', depth: -1, startMs: fromMs, endMs: fromMs, bars: [] },
    endMs: toMs,
    children: treeOf(rows),
  };
  // A stack of our own: traces may nest deeper than calls may.
  const stack: { node: Node; from: number; until: number }[] = [{ node: root, from: fromMs, until: toMs }];
  for (let frame = stack.pop(); frame; frame = stack.pop()) {
    const { node, from } = frame;
    let { until } = frame;
    let afterId = '';
    // only nodes on the path come here, each once
    node.children.sort((a, b) => b.endMs - a.endMs || b.row.startMs - a.row.startMs);
    for (const child of node.children) {
      if (until <= from) break;
      if (child.row.startMs >= until || child.endMs <= from) continue;
      const isAwaited = until > node.row.endMs || child.row.endMs <= node.row.endMs + toleranceMs;
      if (!isAwaited) continue;
      const end = Math.min(child.endMs, until);
      path.add(node.row, end, until, { beforeId: child.row.id, afterId });
      afterId = child.row.id;
      until = Math.max(child.row.startMs, from);
      stack.push({ node: child, from: until, until: end });
    }
    path.add(node.row, from, until, { beforeId: node.row.id, afterId });
  }
  path.silences.sort((a, b) => a.fromMs - b.fromMs);
  return path;
}

/** The row `id` and all below it. */
export function subtreeOf<Row extends Pick<PathRow, 'id' | 'depth'>>(rows: readonly Row[], id: string): Row[] {
  const start = rows.findIndex((row) => row.id === id);
  if (start < 0) return [];
  const depth = (rows[start] as Row).depth;
  let end = start + 1;
  while (end < rows.length && (rows[end] as Row).depth > depth) end++;
  const own = rows.slice(start, end);
  // thousands of rows are copied only where their depth is another
  return depth === 0 ? own : own.map((row) => ({ ...row, depth: row.depth - depth }));
}

const childless: Node[] = [];

function treeOf(rows: readonly PathRow[]): Node[] {
  const roots: Node[] = [];
  const trail: Node[] = [];
  const all: Node[] = [];
  for (const row of rows) {
    const node: Node = { row, endMs: row.endMs, children: childless };
    if (trail.length > row.depth) trail.length = row.depth;
    const parent = trail.at(-1);
    if (!parent) roots.push(node);
    else if (parent.children === childless) parent.children = [node];
    else parent.children.push(node);
    trail.push(node);
    all.push(node);
  }
  // From the last row on: each node's end is final before its parent looks at it.
  for (let index = all.length - 1; index >= 0; index--) {
    const node = all[index] as Node;
    for (const child of node.children) if (child.endMs > node.endMs) node.endMs = child.endMs;
  }
  return roots;
}

class PathSums implements CriticalPath {
  readonly silences: Silence[] = [];
  readonly stretches = new Map<string, Stretch[]>();
  readonly sums: CriticalPath['sums'] = { delay: 0, wait: 0, work: 0, fail: 0, idle: 0 };

  /** `from` … `to` is on the path and belongs to no child of `row`: to the row itself where it lasts, else to nobody. */
  add(row: PathRow, from: number, to: number, beside: Pick<Silence, 'beforeId' | 'afterId'>): void {
    if (to <= from) return;
    const silentFrom = Math.max(from, row.endMs);
    if (to > silentFrom) this.silences.push({ ...beside, fromMs: silentFrom, toMs: to });
    const start = Math.max(from, row.startMs);
    const end = Math.min(to, row.endMs);
    let told = 0;
    if (end > start) {
      const known = this.stretches.get(row.id);
      if (known) known.push({ fromMs: start, toMs: end });
      else this.stretches.set(row.id, [{ fromMs: start, toMs: end }]);
      for (const { kind, fromMs, toMs } of row.bars) {
        const ms = Math.min(end, toMs) - Math.max(start, fromMs);
        if (kind === 'frame' || ms <= 0) continue;
        this.sums[kind] += ms;
        told += ms;
      }
    }
    this.sums.idle += Math.max(0, to - from - told);
  }
}
