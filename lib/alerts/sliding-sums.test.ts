import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RollupSums } from '#lib/db/rollup/select-rollup.ts';
import { addSums, noSums } from '#lib/stats/figures.ts';
import { cellsByLane, cellsOf, SlidingSums } from './sliding-sums.ts';

const cell = fc
  .record({
    queueId: fc.integer({ min: 0, max: 2 }),
    atMs: fc.integer({ min: 0, max: 60 }),
    dead: fc.integer({ min: 0, max: 9 }),
  })
  .chain((one) =>
    fc
      .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 4 })))
      .map((hist): RollupSums => ({ ...noSums(), ...one, jobId: 0, durationHist: new Map(hist) })),
  );
const steps = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 });

it('sums what lies in a window, wherever it moves to and however wide it is', () => {
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 60 }), steps, fc.integer({ min: 1, max: 40 }), (cells, jumps, width) => {
      const lanes = new Set([0, 2]);
      const sliding = new SlidingSums(cellsOf(cellsByLane(cells), { lanes, jobId: null }));
      let toMs = 0;
      for (const jump of jumps) {
        toMs += jump;
        const wanted = noSums();
        for (const one of cells)
          if (lanes.has(one.queueId) && one.atMs >= toMs - width && one.atMs < toMs) addSums(wanted, one);
        expect(sliding.over(toMs - width, toMs)).toEqual(wanted);
      }
    }),
  );
});
