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

/** From zero to a round number above everything that is to be seen, the threshold included. */
export function scaleFor(preview: Pick<PreviewView, 'series'>, threshold: number): Scale {
  let highest = Math.max(threshold * 1.25, 0);
  for (const { points } of preview.series) for (const [, value] of points) highest = Math.max(highest, value ?? 0);
  const most = roundUp(highest || 1);
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
