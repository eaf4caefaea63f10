import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { noSums } from '#lib/stats/figures.ts';
import { addToSketch, type Sketch } from '#lib/stats/sketch.ts';
import { exposition } from './exposition.ts';
import { bounds, histogramSamples, runMetrics } from './shape-jobs.ts';

const sketchOf = (seconds: readonly number[]): Sketch => {
  const sketch: Sketch = new Map();
  for (const one of seconds) addToSketch(sketch, one * 1e6);
  return sketch;
};

describe('figures of jobs for Prometheus', () => {
  it('count each duration in every bucket that holds it, and all in the last', () => {
    const samples = histogramSamples({ queue: 'q' }, sketchOf([0.02, 0.02, 3, 20_000]), 20_003.04e6);
    const at = (le: string) => samples.find((sample) => sample.labels?.le === le)?.value;
    expect([at('0.01'), at('0.05'), at('2.5'), at('5'), at('7200'), at('+Inf')]).toEqual([0, 2, 2, 3, 3, 4]);
    expect(samples.find((sample) => sample.suffix === '_sum')?.value).toBeCloseTo(20_003.04);
    const values = samples.slice(0, bounds.length + 1).map((sample) => sample.value);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  });

  it('carry whatever a queue is called', () => {
    const sums = { ...noSums(), succeeded: 3, dead: 1 };
    const text = exposition(
      runMetrics('queue', [{ labels: { environment: 'e', source: 's', queue: 'a"b\\c\nd' }, sums }]),
    );
    expect(text).toContain(
      'signalbox_queue_runs_total{environment="e",source="s",queue="a\\"b\\\\c\\nd",outcome="dead"} 1',
    );
  });
});

it('the Grafana dashboard asks for figures that there are', () => {
  const dashboard = readFileSync('grafana-dashboard.json', 'utf8');
  const source = ['lib/metrics/shape-jobs.ts', 'lib/metrics/job-metrics.ts']
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const asked = new Set(
    [...dashboard.matchAll(/signalbox_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')),
  );
  expect(asked.size).toBeGreaterThan(5);
  for (const name of asked)
    expect(
      source.includes(name) || source.includes(name.replace('signalbox_queue_', 'signalbox_$' + '{of}_')),
      name,
    ).toBe(true);
});
