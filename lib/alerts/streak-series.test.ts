import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeRule } from '#lib/alerts/complete-rule.ts';
import { type RuleInput, ruleInput } from '#lib/contracts/alert-rule.ts';
import type { Outcome } from '#lib/db/alert/select-outcomes.ts';
import { replay } from './episodes.ts';
import type { Group } from './rule-series.ts';
import { seriesFromOutcomes } from './streak-series.ts';

const minute = 60_000;
const group: Group = { labels: { queue: 'backup' }, lanes: new Set([1]), jobId: null };
const rule = (change: Partial<RuleInput> = {}) =>
  completeRule(ruleInput.parse({ name: 'x', kind: 'consecutive', value: 3, ...change }));
/** One run a minute, the first ends at minute 1: F died, S succeeded. */
const outcomes = (text: string): Outcome[] =>
  [...text].map((letter, n) => ({ queueId: 1, jobId: 7, atMs: (n + 1) * minute, isDead: letter === 'F' })).reverse();
const slotsOf = (text: string): number[] => [...text].map((_, n) => (n + 1) * minute + 1);

describe('failures in a row', () => {
  it('fire at the third, whatever came before, and are over at the first success', () => {
    const text = 'SFFSFFFFS';
    const series = seriesFromOutcomes(rule(), [group], outcomes(text), slotsOf(text));
    expect(slotsOf(text).map((slot) => series[0]?.seen.get(slot))).toMatchObject(
      [-1, 1, 2, -1, 1, 2, 3, 3, -1].map((value) => ({ value })),
    );
    expect(replay(rule(), series, slotsOf(text)).episodes).toMatchObject([
      { fromMs: 7 * minute + 1, toMs: 9 * minute + 1, worst: 3 },
    ]);
  });

  it('are over only after as many successes in a row as the rule wants', () => {
    const text = 'FFFSFSSFFF';
    const patient = rule({ recoveryValue: 2 });
    const series = seriesFromOutcomes(patient, [group], outcomes(text), slotsOf(text));
    expect(replay(patient, series, slotsOf(text)).episodes).toMatchObject([
      { fromMs: 3 * minute + 1, toMs: 7 * minute + 1 },
      { fromMs: 10 * minute + 1, toMs: null },
    ]);
  });

  it('go on firing while nothing runs', () => {
    const series = seriesFromOutcomes(rule(), [group], outcomes('FFF'), [4 * minute, 5 * minute, 9 * minute]);
    expect(replay(rule(), series, [4 * minute, 5 * minute, 9 * minute]).episodes).toMatchObject([{ toMs: null }]);
  });

  it('are the same from the last few outcomes, which live evaluation reads, as from all of them', () => {
    const letters = fc.array(fc.constantFrom('F', 'S'), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        letters,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (all, value, recoveryValue) => {
          const text = all.join('');
          const of = rule({ value, recoveryValue });
          for (const slot of slotsOf(text)) {
            const before = outcomes(text).filter(({ atMs }) => atMs < slot);
            const few = before.slice(0, Math.max(value, recoveryValue));
            const [live] = seriesFromOutcomes(of, [group], few, [slot]);
            const [past] = seriesFromOutcomes(of, [group], outcomes(text), [slot]);
            expect(live?.seen.get(slot)).toEqual(past?.seen.get(slot));
          }
        },
      ),
    );
  });
});
