// The vertical scale of the editor's chart. Pure.
import type { PreviewView } from '#lib/contracts/alert.ts';

export interface Scale {
  most: number;
  ticks: number[];
  /** How far one press of an arrow key moves the threshold. */
  step: number;
  /** To two significant digits of the scale, never below zero. */
  round: (value: number) => number;
}

/** A few outliers must not press everything else, and the threshold, against the floor. */
const shownShare = 0.98;

/** Above nearly all values. */
export function highOf(preview: Pick<PreviewView, 'series'>): number {
  const values = preview.series.flatMap(({ points }) => points.flatMap(([, value]) => (value === null ? [] : [value])));
  return Float64Array.from(values).sort()[Math.ceil(values.length * shownShare) - 1] ?? 0;
}

/** From zero to a round number above `high` and the threshold; what lies higher is drawn at the top. */
export function scaleFor(high: number, threshold: number): Scale {
  const most = roundUp(Math.max(threshold * 1.25, high) || 1);
  const step = most / 100;
  return {
    most,
    ticks: [0, 0.25, 0.5, 0.75, 1].map((share) => share * most),
    step,
    round: (value) => Math.max(0, Number((Math.round(value / step) * step).toPrecision(4))),
  };
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = [1, 2, 4, 5, 8, 10].find((one) => one * power >= value) ?? 10;
  return lead * power;
}

export interface Shade {
  from: number;
  to: number;
}

/** Stretches that touch, or are closer than `least`, as one; each at least `least` wide. In any order. */
export function shadesOf(stretches: readonly Shade[], least: number): Shade[] {
  const shades: Shade[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = shades.at(-1);
    if (last && from - last.to < least) last.to = Math.max(last.to, to);
    else shades.push({ from, to: Math.max(to, from + least) });
  }
  return shades;
}
