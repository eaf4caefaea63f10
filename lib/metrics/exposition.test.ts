import { expect, it } from 'vitest';
import { counter, counterBy, exposition, gauge, Histogram } from './exposition.ts';

it('writes each metric once with help and type, labels escaped', () => {
  const text = exposition([
    counter('a_total', 'One \\ two\nthree.', 3),
    gauge('b', 'B.', 0.25),
    counterBy('c_total', 'C.', 'reason', [['say "no"\n\\', 2]]),
  ]);
  expect(text.split('\n')).toEqual([
    '# HELP a_total One \\\\ two\\nthree.',
    '# TYPE a_total counter',
    'a_total 3',
    '# HELP b B.',
    '# TYPE b gauge',
    'b 0.25',
    '# HELP c_total C.',
    '# TYPE c_total counter',
    'c_total{reason="say \\"no\\"\\n\\\\"} 2',
    '',
  ]);
});

it('cumulates a histogram: a bound counts what is equal to it, +Inf everything', () => {
  const seconds = new Histogram([0.1, 1]);
  for (const value of [0.1, 0.05, 0.7, 30]) seconds.observe(value);
  const lines = exposition([seconds.metric('d_seconds', 'D.')]).split('\n');
  expect(lines).toEqual([
    '# HELP d_seconds D.',
    '# TYPE d_seconds histogram',
    'd_seconds_bucket{le="0.1"} 2',
    'd_seconds_bucket{le="1"} 3',
    'd_seconds_bucket{le="+Inf"} 4',
    'd_seconds_sum 30.85',
    'd_seconds_count 4',
    '',
  ]);
});

it('writes what is no number as Prometheus does', () => {
  expect(exposition([gauge('e', 'E.', Number.NaN), gauge('f', 'F.', Number.NEGATIVE_INFINITY)])).toMatch(
    /e NaN\n(.*\n)*f -Inf\n/,
  );
});
