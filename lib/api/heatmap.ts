// GET /metrics/heatmap: how durations, waits or total times spread in each step.
import type { Caller } from '#lib/auth/authorise.ts';
import type { HeatmapAnswer, HeatmapQuery, Spread } from '#lib/contracts/heatmap.ts';
import type { Sums } from '#lib/stats/figures.ts';
import { heatmapOf } from '#lib/stats/heatmap.ts';
import { mergeSketches, type Sketch } from '#lib/stats/sketch.ts';
import { sumCells } from './metric-series.ts';
import { gridOf } from './query-metric.ts';

const sketchOf: Record<Spread, (sums: Sums) => Sketch> = {
  duration: (sums) => sums.durationHist,
  wait: (sums) => sums.waitHist,
  total: (sums) => sums.totalHist,
};

export async function queryHeatmap(caller: Caller, query: HeatmapQuery, nowMs: number): Promise<HeatmapAnswer> {
  const grid = await gridOf(caller, query, false, nowMs);
  const { fromMs, toMs, stepMs, steps } = grid;
  const sketches = steps.map((): Sketch => new Map());
  for (const cell of await sumCells(grid, [query.of], true)) {
    const sketch = sketches[Math.round((cell.atMs - fromMs) / stepMs)];
    if (sketch) mergeSketches(sketch, sketchOf[query.of](cell));
  }
  return {
    of: query.of,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    stepMs,
    steps: steps.length,
    ...heatmapOf(sketches),
  };
}
