import { expect, test } from 'vitest';
import type { MetricAnswer } from '#lib/contracts/metric.ts';
import { groupsOf, mostLines, specOf, unitOf } from './grouped.ts';

const answer = (series: MetricAnswer['series'], metric: MetricAnswer['metric'] = 'duration.p95'): MetricAnswer => ({
  metric,
  unit: metric === 'slo.burnRate' ? 'ratio' : 'ms',
  from: '2026-11-24T12:00:00.000Z',
  to: '2026-11-24T12:02:00.000Z',
  stepMs: 60_000,
  series,
  isCut: false,
});
const point = (value: number | null, n: number): [string, number | null, number] => [
  '2026-11-24T12:00:00.000Z',
  value,
  n,
];

test('a group has its last and highest value, what they rest on, and a way to its runs', () => {
  const [group] = groupsOf(
    answer([
      { labels: { queue: 'email', job: 'send' }, points: [point(4, 2), point(9, 30), point(6, 5), point(null, 0)] },
    ]),
  );
  expect(group).toMatchObject({
    label: 'email · send',
    filter: { queue: 'email', job: 'send' },
    last: 6,
    highest: 9,
    n: 37,
  });
});

test('what was never measured is not zero', () => {
  expect(groupsOf(answer([{ labels: {}, points: [point(null, 0)] }]))[0]).toMatchObject({
    label: 'all',
    last: null,
    highest: null,
    n: 0,
  });
});

test('only as many lines are drawn as can be told apart, and a burn rate is no percentage', () => {
  const many = answer(
    Array.from({ length: 11 }, (_, place) => ({ labels: { queue: `q${place}` }, points: [] })),
    'slo.burnRate',
  );
  const spec = specOf(many, groupsOf(many), false);
  expect(spec.lines).toHaveLength(mostLines);
  expect(new Set(spec.lines.map(({ colour }) => colour)).size).toBe(mostLines);
  expect(unitOf(many)).toBe('times');
});
