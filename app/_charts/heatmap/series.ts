// From the API's cells to what is drawn and told: pure.
import type { Query } from '#app/_data/query-string.ts';
import type { HeatmapAnswer, Spread } from '#lib/contracts/heatmap.ts';

export interface HeatCell {
  step: number;
  /** From the shortest up. */
  band: number;
  n: number;
  fromMs: number;
  toMs: number;
  leastMs: number;
  belowMs: number;
  /** 0 … 1, by the logarithm of the count: a rare slow run must be seen beside many fast ones. */
  strength: number;
}

export interface Heat {
  cells: HeatCell[];
  steps: number;
  bands: HeatmapAnswer['bands'];
  fromMs: number;
  toMs: number;
  stepMs: number;
  n: number;
}

export function heatOf(answer: HeatmapAnswer): Heat {
  const { bands, stepMs } = answer;
  const fromMs = Date.parse(answer.from);
  const toMs = Date.parse(answer.to);
  const most = Math.max(0, ...answer.cells.map(([, , n]) => n));
  const cells = answer.cells.map(([step, band, n]): HeatCell => {
    const { leastMs, belowMs } = bands[band] ?? { leastMs: 0, belowMs: 0 };
    const start = fromMs + step * stepMs;
    const strength = Math.log1p(n) / Math.log1p(most);
    return { step, band, n, fromMs: start, toMs: start + stepMs, leastMs, belowMs, strength };
  });
  const steps = Math.max(1, Math.round((toMs - fromMs) / stepMs));
  return { cells, steps, bands, fromMs, toMs, stepMs, n: cells.reduce((sum, cell) => sum + cell.n, 0) };
}

/** Also the least is seen. */
export const opacityOf = (strength: number): number => 0.14 + 0.86 * strength;

/** The run list's query for the runs that a cell counts. Times in all have no band there: those open the whole step. */
export function runsOfCell(of: Spread, cell: HeatCell): Query {
  const window = { from: new Date(cell.fromMs).toISOString(), to: new Date(cell.toMs).toISOString() };
  const { leastMs, belowMs } = cell;
  if (of === 'wait') return { ...window, by: 'startedAt', sort: '-waitMs', minWaitMs: leastMs, maxWaitMs: belowMs };
  if (of === 'total') return { ...window, by: 'finishedAt' };
  return { ...window, by: 'finishedAt', sort: '-durationMs', minDurationMs: leastMs, maxDurationMs: belowMs };
}

/** The cell under a place in the picture, both in 0 … 1 from its top left; undefined where nothing was counted. */
export function cellAt(heat: Heat, x: number, y: number): HeatCell | undefined {
  const step = Math.min(heat.steps - 1, Math.floor(x * heat.steps));
  const band = heat.bands.length - 1 - Math.min(heat.bands.length - 1, Math.floor(y * heat.bands.length));
  return heat.cells.find((cell) => cell.step === step && cell.band === band);
}
