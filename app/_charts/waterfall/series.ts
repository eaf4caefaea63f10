// From runs, attempts and spans to the rows of a waterfall: one tree on one axis. Pure.
import { formatMs } from '#app/_ui/format/duration.ts';
import type { MissingEnd } from '#lib/contracts/journey.ts';
import type { AttemptView } from '#lib/contracts/run.ts';
import { attemptBars, type Drawn, runBars, spanBars, spanLabel } from './bars.ts';
import type { DrawnSpan } from './drawn-span.ts';
import type { Subject } from './subject.ts';

export type WaterfallItem =
  | { kind: 'run'; subject: Subject }
  | { kind: 'attempt'; subject: Subject; attempt: AttemptView; span: DrawnSpan | null }
  | { kind: 'backoff'; subject: Subject }
  | { kind: 'span'; span: DrawnSpan }
  /** Expected here, and not there. */
  | { kind: 'missing'; missing: MissingEnd };

export interface WaterfallRow extends Drawn {
  id: string;
  item: WaterfallItem;
  name: string;
  /** Where it happened: system and queue, worker, or service. */
  place: string;
  depth: number;
  childCount: number;
}

export interface Waterfall {
  rows: WaterfallRow[];
  fromMs: number;
  toMs: number;
}

/** What stands beside the bars of a row. */
export const labelOf = ({ label, item }: Pick<WaterfallRow, 'label' | 'item'>): string =>
  label ?? (item.kind === 'span' ? spanLabel(item.span) : '');

interface Node {
  row: WaterfallRow;
  parent: Node | null;
  children: Node[];
}

/** Of all that have none: most. A list each would be a tenth of what the browser has to clear away. */
const childless: Node[] = [];

function nodeOf(id: string, item: WaterfallItem, name: string, place: string, drawn: Drawn): Node {
  // one by one: to spread them takes several times as long, for ten thousand spans
  const { bars, label, tone, startMs, endMs } = drawn;
  const row = { id, item, name, place, depth: 0, childCount: 0, bars, label, tone, startMs, endMs };
  return { row, parent: null, children: childless };
}

/** Hangs `child` below `parent`, unless that would close a ring. */
function hang(child: Node, parent: Node | null | undefined): boolean {
  if (!parent || parent === child || child.parent) return false;
  // without children it cannot be above anything
  if (child.children.length > 0)
    for (let node: Node | null = parent; node; node = node.parent) if (node === child) return false;
  child.parent = parent;
  if (parent.children === childless) parent.children = [child];
  else parent.children.push(child);
  return true;
}

/** `missing`: ends that nobody told of; each stands below the row that names it. */
export function waterfallOf(
  subjects: readonly Subject[],
  spans: readonly DrawnSpan[],
  nowMs: number,
  missing: readonly MissingEnd[] = [],
): Waterfall {
  const bySpan = new Map<string, Node>();
  const spanOf = new Map<string, DrawnSpan>();
  for (const span of spans) spanOf.set(span.spanId, span);
  const runs: { subject: Subject; node: Node }[] = [];
  for (const subject of subjects) {
    const node = runNode(subject, nowMs);
    if (!node) continue;
    runs.push({ subject, node });
    for (const attempt of attemptNodes(subject, spanOf, nowMs)) {
      hang(attempt, node);
      const { item } = attempt.row;
      if (item.kind === 'attempt' && item.attempt.spanId) bySpan.set(item.attempt.spanId, attempt);
    }
    if (subject.attempts === null) for (const id of subject.attemptSpanIds) bySpan.set(id, node);
  }
  const spanNodes: Node[] = [];
  for (const span of spanOf.values()) {
    const owner = bySpan.get(span.spanId);
    if (owner?.row.item.kind === 'attempt') continue;
    const node = nodeOf(span.spanId, { kind: 'span', span }, span.name, span.service, spanBars(span));
    if (owner) hang(node, owner);
    bySpan.set(span.spanId, node);
    spanNodes.push(node);
  }
  for (const node of spanNodes) hangSpan(node, bySpan, runs);
  for (const { subject, node } of runs) hangRun(subject, node, bySpan, spanOf, runs);
  for (const one of missing) {
    const near = bySpan.get(one.near) ?? runs.find((run) => run.subject.run.id === one.near)?.node;
    if (near) hang(missingNode(one, near.row), near);
  }
  const roots = [...runs.map((run) => run.node), ...spanNodes].filter((node) => node.parent === null);
  const rows = flatten(roots);
  return { rows, ...extentOf(rows, nowMs) };
}

function runNode(subject: Subject, nowMs: number): Node | null {
  const { run } = subject;
  const drawn = runBars(subject, nowMs);
  return drawn && nodeOf(run.id, { kind: 'run', subject }, run.job ?? run.queue, `${run.system} · ${run.queue}`, drawn);
}

function attemptNodes(subject: Subject, spanOf: ReadonlyMap<string, DrawnSpan>, nowMs: number): Node[] {
  const nodes: Node[] = [];
  let lastEnd: number | null = null;
  for (const attempt of subject.attempts ?? []) {
    const drawn = attemptBars(attempt, nowMs);
    if (!drawn) continue;
    if (lastEnd !== null && drawn.startMs > lastEnd) {
      const { run } = subject;
      const pause: Drawn = {
        bars: [{ kind: 'delay', fromMs: lastEnd, toMs: drawn.startMs }],
        label: `${formatMs(drawn.startMs - lastEnd)} until tried again`,
        tone: 'idle',
        startMs: lastEnd,
        endMs: drawn.startMs,
      };
      nodes.push(nodeOf(`${run.id}:backoff:${attempt.number}`, { kind: 'backoff', subject }, 'backoff', '', pause));
    }
    const item = { kind: 'attempt' as const, subject, attempt, span: spanOf.get(attempt.spanId ?? '') ?? null };
    const id = `${subject.run.id}:${attempt.number}`;
    nodes.push(nodeOf(id, item, `attempt ${attempt.number}`, attempt.worker ?? '', drawn));
    lastEnd = drawn.endMs;
  }
  return nodes;
}

const missingWords: Record<MissingEnd['kind'], string> = {
  job: 'no run is known of this job',
  'parent-run': 'its parent run is not known',
  caller: 'what called it was not received',
};

/** A mark at the moment from which it is missed. */
function missingNode(missing: MissingEnd, near: WaterfallRow): Node {
  const at = Date.parse(missing.at);
  const drawn: Drawn = {
    bars: [{ kind: 'frame', fromMs: at, toMs: at }],
    label: missingWords[missing.kind],
    tone: 'unknown',
    startMs: at,
    endMs: at,
  };
  return nodeOf(`${near.id}:missing:${missing.kind}`, { kind: 'missing', missing }, 'missing', '', drawn);
}

/** Below its parent span; without one, below the attempt of its trace that was at work when it began. */
function hangSpan(
  node: Node,
  bySpan: ReadonlyMap<string, Node>,
  runs: readonly { subject: Subject; node: Node }[],
): void {
  const { item } = node.row;
  if (item.kind !== 'span' || node.parent) return;
  if (item.span.parentSpanId === null) return;
  const parent = bySpan.get(item.span.parentSpanId);
  if (parent) {
    hang(node, parent);
    return;
  }
  for (const run of runs) {
    const attempt = run.node.children.find(
      (child) =>
        child.row.item.kind === 'attempt' &&
        child.row.item.attempt.traceId === item.span.traceId &&
        child.row.startMs <= node.row.startMs &&
        node.row.startMs <= child.row.endMs,
    );
    if (attempt && hang(node, attempt)) return;
  }
}

/** Beside the span that enqueued it, or below the span that its attempt continues, or below its parent run. */
function hangRun(
  subject: Subject,
  node: Node,
  bySpan: ReadonlyMap<string, Node>,
  spanOf: ReadonlyMap<string, DrawnSpan>,
  runs: readonly { subject: Subject; node: Node }[],
): void {
  for (const id of subject.creatorSpanIds) {
    const creator = bySpan.get(id);
    if (creator && hang(node, creator.row.item.kind === 'span' ? (creator.parent ?? creator) : creator)) return;
  }
  for (const id of subject.attemptSpanIds) {
    const parent = bySpan.get(spanOf.get(id)?.parentSpanId ?? '');
    if (parent && hang(node, parent)) return;
  }
  if (subject.run.parentRunId) hang(node, runs.find((run) => run.subject.run.id === subject.run.parentRunId)?.node);
}

const inTime = (a: Node, b: Node): number => a.row.startMs - b.row.startMs || b.row.endMs - a.row.endMs;

/** Parents before their children, in order of time. A stack of our own: traces may nest deeper than calls may. */
function flatten(roots: readonly Node[]): WaterfallRow[] {
  const rows: WaterfallRow[] = [];
  const stack = roots.toSorted(inTime).reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    node.row.depth = node.parent ? node.parent.row.depth + 1 : 0;
    node.row.childCount = node.children.length;
    rows.push(node.row);
    const { children } = node;
    // most have one or none, or come in order
    if (children.some((child, index) => index > 0 && inTime(children[index - 1] as Node, child) > 0))
      children.sort(inTime);
    for (let index = children.length - 1; index >= 0; index--) stack.push(children[index] as Node);
  }
  return rows;
}

function extentOf(rows: readonly WaterfallRow[], nowMs: number): { fromMs: number; toMs: number } {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    fromMs = Math.min(fromMs, row.startMs);
    toMs = Math.max(toMs, row.endMs);
  }
  if (rows.length === 0) return { fromMs: nowMs - 1, toMs: nowMs };
  return { fromMs, toMs: Math.max(toMs, fromMs + 1) };
}

/** Rows that stay when the subtrees of `closed` are folded away. */
export function visibleRows(rows: readonly WaterfallRow[], closed: ReadonlySet<string>): readonly WaterfallRow[] {
  if (closed.size === 0) return rows;
  const visible: WaterfallRow[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    if (row.depth > hiddenBelow) continue;
    hiddenBelow = closed.has(row.id) ? row.depth : Number.POSITIVE_INFINITY;
    visible.push(row);
  }
  return visible;
}
