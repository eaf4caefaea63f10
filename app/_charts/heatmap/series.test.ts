import { expect, test } from 'vitest';
import { cellAt, heatOf, runsOfCell } from './series.ts';

const start = Date.parse('2026-11-24T12:00:00.000Z');
const heat = heatOf({
  of: 'duration',
  from: '2026-11-24T12:00:00.000Z',
  to: '2026-11-24T12:04:00.000Z',
  stepMs: 60_000,
  steps: 3,
  bands: [
    { leastMs: 1, belowMs: 10 },
    { leastMs: 10, belowMs: 100 },
  ],
  cells: [
    [0, 0, 9],
    [2, 1, 1],
  ],
});

test('a cell knows its stretch, its band and how strong it is beside the others', () => {
  expect(heat).toMatchObject({ steps: 4, n: 10 });
  expect(heat.cells[1]).toMatchObject({ fromMs: start + 120_000, toMs: start + 180_000, leastMs: 10, belowMs: 100 });
  expect(heat.cells[0]?.strength).toBe(1);
  expect(heat.cells[1]?.strength).toBeCloseTo(0.301);
});

test('the shortest band lies at the foot', () => {
  expect(cellAt(heat, 0.1, 0.9)?.n).toBe(9);
  expect(cellAt(heat, 0.6, 0.2)?.n).toBe(1);
  expect(cellAt(heat, 0.6, 0.9)).toBeUndefined();
  expect(cellAt(heat, 1, 1)).toBeUndefined();
});

test('a cell opens the runs that it counts', () => {
  const cell = heat.cells[1] as (typeof heat.cells)[number];
  const window = { from: '2026-11-24T12:02:00.000Z', to: '2026-11-24T12:03:00.000Z' };
  expect(runsOfCell('duration', cell)).toEqual({
    ...window,
    by: 'finishedAt',
    sort: '-durationMs',
    minDurationMs: 10,
    maxDurationMs: 100,
  });
  expect(runsOfCell('wait', cell)).toMatchObject({ by: 'startedAt', minWaitMs: 10, maxWaitMs: 100 });
});
