// Two runs step by step: what one has and the other has not, what took longer, which attributes differ. Pure.
import { subtreeOf } from '#app/_charts/waterfall/critical-path.ts';
import { isWhole } from '#app/_charts/waterfall/drawn-span.ts';
import { type WaterfallRow, waterfallOf } from '#app/_charts/waterfall/series.ts';
import { subjectOfRun } from '#app/_charts/waterfall/subject.ts';
import type { RunDetail } from '#lib/contracts/run.ts';

export interface ChangedAttribute {
  name: string;
  a: string | null;
  b: string | null;
}

export interface Step {
  /** Names from the run down to it, each with its number among those of the same name: the same in both runs. */
  key: string;
  name: string;
  depth: number;
  a: WaterfallRow | null;
  b: WaterfallRow | null;
  /** Null where one side lacks it. */
  changeMs: number | null;
  attributes: ChangedAttribute[];
}

/** Differ from run to run by their nature. */
const everDifferent = /(^|\.)(id|ids|timestamp|timestamps|uuid)$|_timestamp$|traceparent|delivery_tag$/i;

const lengthOf = (row: WaterfallRow): number => row.endMs - row.startMs;

/** The rows of the run and below it, with their keys, parents first. */
function keyedRows(run: RunDetail, nowMs: number): { key: string; row: WaterfallRow }[] {
  const { rows } = waterfallOf([subjectOfRun(run)], run.spans, nowMs);
  const trail: string[] = [];
  const counts = new Map<string, number>();
  return subtreeOf(rows, run.id).map((row) => {
    trail.length = row.depth;
    // Runs compared may be of different jobs: the run's own row is the same step in any case.
    const name = row.depth === 0 ? 'run' : row.name;
    const place = `${trail.join('\n')}\n${name}`;
    const number = (counts.get(place) ?? 0) + 1;
    counts.set(place, number);
    trail.push(`${name}#${number}`);
    return { key: trail.join('\n'), row };
  });
}

function attributesOf(row: WaterfallRow): Record<string, unknown> {
  const span = row.item.kind === 'span' || row.item.kind === 'attempt' ? row.item.span : null;
  return span && isWhole(span) ? span.attributes : {};
}

const textOf = (value: unknown): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);

function changedAttributes(a: WaterfallRow, b: WaterfallRow): ChangedAttribute[] {
  const [left, right] = [attributesOf(a), attributesOf(b)];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((name) => !everDifferent.test(name))
    .sort()
    .map((name) => ({ name, a: textOf(left[name]), b: textOf(right[name]) }))
    .filter((one) => one.a !== one.b);
}

/** Steps in the order of `a`; those of `b` alone behind the last step above them that both have. */
export function alignRuns(a: RunDetail, b: RunDetail, nowMs: number): Step[] {
  const left = keyedRows(a, nowMs);
  const right = keyedRows(b, nowMs);
  const inLeft = new Map(left.map(({ key, row }) => [key, row]));
  const inRight = new Map(right.map(({ key, row }) => [key, row]));
  const added = new Map<string, { key: string; row: WaterfallRow }[]>();
  let shared = '';
  for (const one of right) {
    if (inLeft.has(one.key)) shared = one.key;
    else added.set(shared, [...(added.get(shared) ?? []), one]);
  }
  const step = (key: string, before: WaterfallRow | null, after: WaterfallRow | null): Step => {
    const row = (before ?? after) as WaterfallRow;
    const both = before && after;
    return {
      key,
      name: row.name,
      depth: row.depth,
      a: before,
      b: after,
      changeMs: both ? lengthOf(after) - lengthOf(before) : null,
      attributes: both ? changedAttributes(before, after) : [],
    };
  };
  const ofNone = (added.get('') ?? []).map(({ key, row }) => step(key, null, row));
  const inOrder = left.flatMap(({ key, row }) => [
    step(key, row, inRight.get(key) ?? null),
    ...(added.get(key) ?? []).map((one) => step(one.key, null, one.row)),
  ]);
  return [...ofNone, ...inOrder];
}

export type Verdict = 'added' | 'missing' | 'slower' | 'faster' | 'same';

/** Less than a fifth of the longer side, or than 5 ms, is no difference. */
export function verdictOf({ a, b, changeMs }: Step): Verdict {
  if (!a) return 'added';
  if (!b) return 'missing';
  const change = changeMs ?? 0;
  if (Math.abs(change) < Math.max(5, Math.max(lengthOf(a), lengthOf(b)) / 5)) return 'same';
  return change > 0 ? 'slower' : 'faster';
}
