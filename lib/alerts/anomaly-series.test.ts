import { describe, expect, it } from 'vitest';
import { completeRule } from '#lib/alerts/complete-rule.ts';
import { type RuleInput, ruleInput } from '#lib/contracts/alert-rule.ts';
import type { RollupSums } from '#lib/db/rollup/select-rollup.ts';
import { noSums } from '#lib/stats/figures.ts';
import { seriesFromUsual } from './anomaly-series.ts';
import { replay } from './episodes.ts';
import type { Group } from './rule-series.ts';
import { medianOf, usualOf } from './usual.ts';

const hour = 3_600_000;
const week = 7 * 24 * hour;
const slot = 10 * week + 14 * hour;
const group: Group = { labels: { queue: 'mail' }, lanes: new Set([1]), jobId: null };
const cell = (atMs: number, enqueued: number): RollupSums => ({ ...noSums(), atMs, queueId: 1, jobId: 0, enqueued });
const rule = (change: Partial<RuleInput> = {}) =>
  completeRule(ruleInput.parse({ name: 'x', kind: 'anomaly', metric: 'runs.enqueued', ...change }));
const weeks = (...counts: number[]): RollupSums[] => [
  cell(slot - 5 * week, 1), // known for longer than four weeks
  ...counts.map((count, n) => cell(slot - hour - (n + 1) * week, count)),
];

describe('usual', () => {
  it('is the middle, and is moved by no single odd value', () => {
    expect(medianOf([3, 1, 2])).toBe(2);
    expect(medianOf([4, 1, 2, 3])).toBe(2.5);
    const { median, spread } = usualOf([100, 102, 98, 100_000], () => 1);
    expect(median).toBe(101);
    expect(spread).toBeLessThan(15);
    expect(usualOf([100, 100, 100, 100], () => 1).spread).toBe(10);
  });
});

describe('an anomaly', () => {
  const seen = (of = rule(), now = 1_000, before = weeks(100, 110, 90, 105)) =>
    seriesFromUsual(of, [group], [cell(slot - hour, now)], before, [slot])[0]?.seen.get(slot);

  it('is far from the same hour of the last four weeks, and says so in words', () => {
    expect(seen()).toMatchObject({
      kind: 'value',
      note: 'runs enqueued 1,000 over 1 h; in the same hour of the last 4 weeks it was usually 103, give or take 10.3',
    });
    expect(
      replay(rule(), seriesFromUsual(rule(), [group], [cell(slot - hour, 1_000)], weeks(100, 110, 90, 105), [slot]), [
        slot,
      ]).episodes,
    ).toHaveLength(1);
  });

  it('downwards is that of what there is too little of, none at all included', () => {
    const low = rule({ op: '<' });
    const series = (now: number) =>
      seriesFromUsual(low, [group], [cell(slot - hour, now)], weeks(100, 110, 90, 105), [slot]);
    expect(replay(low, series(0), [slot]).episodes).toHaveLength(1);
    expect(replay(low, series(95), [slot]).episodes).toHaveLength(0);
    expect(replay(low, series(1_000), [slot]).episodes).toHaveLength(0);
  });

  it('is not known with fewer than three weeks of history', () => {
    expect(seen(rule(), 1_000, [cell(slot - hour - week, 100), cell(slot - hour - 2 * week, 100)])).toMatchObject({
      kind: 'none',
    });
  });

  it('compares a short window with its share of the hour', () => {
    const short = rule({ windowMs: 900_000 });
    const series = seriesFromUsual(short, [group], [cell(slot - 600_000, 26)], weeks(100, 110, 90, 105), [slot]);
    const one = series[0]?.seen.get(slot);
    expect(one?.kind === 'value' && Math.abs(one.value)).toBeLessThan(1);
  });
});
