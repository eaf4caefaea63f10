// From the API's answers to rows that a chart draws: pure arithmetic, nothing of the library.
// A line is drawn in three parts that never overlap: `solid`; `thin` where a point rests on fewer than 20 values; `open`
// towards the last bucket while it is unfinished. Where nothing is known there is no point: a gap stays a gap.
import type { MetricAnswer, MetricPoint } from '#lib/contracts/metric.ts';

/** Below this many values a percentile or a rate is drawn as uncertain. */
export const fewValues = 20;

export interface LineInput {
  key: string;
  answer: MetricAnswer | undefined;
  /** Percentiles and rates rest on values; counts and gauges do not. */
  needsValues: boolean;
}

export interface Cell {
  value: number | null;
  n: number;
  part: 'solid' | 'thin' | 'open';
  /** No neighbour to draw a line to: drawn as a dot. */
  isLone: boolean;
}

export interface Row {
  /** Start of the bucket, ms since the epoch. */
  at: number;
  cells: Record<string, Cell>;
  /** The main line's value one window earlier, if it was asked for. */
  before: number | null;
  /** What the library draws: `key_solid`, `key_thin`, `key_open`, `before`. */
  [drawn: string]: unknown;
}

export interface Series {
  rows: Row[];
  stepMs: number;
  fromMs: number;
  toMs: number;
  isLastOpen: boolean;
}

interface Point {
  at: number;
  value: number | null;
  n: number;
}
const pointsOf = (answer: MetricAnswer | undefined): Point[] =>
  (answer?.series[0]?.points ?? []).map(([at, value, n]: MetricPoint) => ({ at: Date.parse(at), value, n }));

/** Rows in order of time from one answer a line (same filter and step), with the period before laid over by position. */
export function seriesOf(lines: readonly LineInput[], before: MetricAnswer | undefined, nowMs: number): Series | null {
  const first = lines.find((line) => line.answer)?.answer;
  if (!first) return null;
  const { stepMs } = first;
  const rows = new Map<number, Row>();
  for (const line of lines) {
    for (const { at, value, n } of pointsOf(line.answer)) {
      const row = rows.get(at) ?? { at, cells: {}, before: null };
      const isThin = line.needsValues && n < fewValues;
      row.cells[line.key] = { value, n, part: isThin ? 'thin' : 'solid', isLone: false };
      rows.set(at, row);
    }
  }
  const ordered = [...rows.values()].sort((a, b) => a.at - b.at);
  const last = ordered.at(-1);
  const isLastOpen = last !== undefined && last.at + stepMs > nowMs;
  for (const line of lines) drawLine(ordered, line.key, isLastOpen);
  layBefore(ordered, pointsOf(before), Date.parse(first.from), before ? Date.parse(before.from) : 0, stepMs);
  return { rows: ordered, stepMs, fromMs: Date.parse(first.from), toMs: Date.parse(first.to), isLastOpen };
}

function drawLine(rows: Row[], key: string, isLastOpen: boolean): void {
  const cellAt = (index: number): Cell | undefined => rows[index]?.cells[key];
  const lastIndex = rows.length - 1;
  const last = cellAt(lastIndex);
  if (isLastOpen && last) last.part = 'open';
  const isKnown = (index: number): boolean => typeof cellAt(index)?.value === 'number';
  rows.forEach((row, index) => {
    const cell = cellAt(index);
    if (!cell || cell.value === null) return;
    cell.isLone = !isKnown(index - 1) && !isKnown(index + 1);
    const next = cellAt(index + 1);
    const previous = cellAt(index - 1);
    row[`${key}_solid`] = cell.part === 'solid' || cell.isLone ? cell.value : null;
    const touchesThin =
      cell.part === 'thin' || (cell.part === 'solid' && (next?.part === 'thin' || previous?.part === 'thin'));
    row[`${key}_thin`] = touchesThin ? cell.value : null;
    row[`${key}_open`] = cell.part === 'open' || next?.part === 'open' ? cell.value : null;
  });
}

/** Which parts of a line there are to draw, and whether it has points that stand alone. */
export function partsOf({ rows }: Series, key: string): { hasThin: boolean; hasOpen: boolean; hasLone: boolean } {
  const hasValue = (drawn: string) => rows.some((row) => typeof row[drawn] === 'number');
  return {
    hasThin: hasValue(`${key}_thin`),
    hasOpen: hasValue(`${key}_open`),
    hasLone: rows.some((row) => row.cells[key]?.isLone === true),
  };
}

function layBefore(rows: Row[], points: Point[], fromMs: number, beforeFromMs: number, stepMs: number): void {
  const values = new Map(points.map((point) => [Math.round((point.at - beforeFromMs) / stepMs), point.value]));
  for (const row of rows) row.before = values.get(Math.round((row.at - fromMs) / stepMs)) ?? null;
}

/** Smallest positive and largest value over all lines and the period before; null when nothing is known. `isStacked`: the lines' sum. */
export function rangeOf(series: Series, isStacked = false): { low: number; high: number } | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const row of series.rows) {
    const values = Object.values(row.cells).map((cell) => cell.value);
    const isKnown = values.some((value) => value !== null);
    const whole = isStacked && isKnown ? values.reduce<number>((sum, value) => sum + Math.max(0, value ?? 0), 0) : null;
    for (const value of [row.before, whole, ...values]) {
      if (value === null) continue;
      if (value > high) high = value;
      if (value > 0 && value < low) low = value;
    }
  }
  return high === Number.NEGATIVE_INFINITY ? null : { low: Math.min(low, high), high };
}

/** Whether there is nothing to draw. A reading of zero is a reading, and a rate of zero rests on runs; counts of zero are nothing. */
export const isBlank = (
  range: { high: number } | null,
  spec: { isGauge?: boolean; needsValues: boolean },
): range is null => range === null || (range.high === 0 && !spec.isGauge && !spec.needsValues);

/** Stretches of at least two buckets without any value between known ones: what a gauge did not read. */
export function silentStretches(series: Series): { fromMs: number; toMs: number }[] {
  const isKnown = (row: Row) => Object.values(row.cells).some((cell) => cell.value !== null);
  const known = series.rows.map(isKnown);
  const start = known.indexOf(true);
  const end = known.lastIndexOf(true);
  const stretches: { fromMs: number; toMs: number }[] = [];
  let open: number | null = null;
  for (let index = start; index <= end && start >= 0; index++) {
    if (!known[index]) open ??= index;
    else if (open !== null) {
      const first = series.rows[open - 1];
      const row = series.rows[index];
      if (index - open >= 2 && first && row) stretches.push({ fromMs: first.at, toMs: row.at });
      open = null;
    }
  }
  return stretches;
}
