// What each metric is, as arithmetic on sums or readings: one table. Value null = not known.
import type { RuleMetric } from '#lib/contracts/alert-rule.ts';
import type { Metric, MetricUnit } from '#lib/contracts/metric.ts';
import { type Histogram, rateOf, type Sums } from './figures.ts';
import { countOf, percentile } from './sketch.ts';

export interface Value {
  value: number | null;
  n: number;
}

const count = (n: number): Value => ({ value: n, n });
const rate = (part: number, rest: number): Value => ({ value: rateOf(part, rest), n: part + rest });
const perSecond = (n: number, stepMs: number): Value => ({ value: n / (stepMs / 1000), n });

export interface SumContext {
  /** The part of the step that has passed, in ms. */
  stepMs: number;
  objective: number;
}

interface MetricOfSums {
  unit: MetricUnit;
  /** What of the sums it looks at beside their counts. */
  histogram?: Histogram;
  of(sums: Sums, context: SumContext): Value;
}

function percentileOf(histogram: Histogram, p: number): MetricOfSums {
  return {
    unit: 'ms',
    histogram,
    of(sums) {
      const sketch = sums[`${histogram}Hist`];
      const us = percentile(sketch, p);
      return { value: us === null ? null : us / 1000, n: Math.max(0, countOf(sketch)) };
    },
  };
}

/** Metrics made from runs. */
export const fromSums: Partial<Record<Metric, MetricOfSums>> = {
  'runs.enqueued': { unit: 'count', of: (s) => count(s.enqueued) },
  'runs.started': { unit: 'count', of: (s) => count(s.started) },
  'runs.succeeded': { unit: 'count', of: (s) => count(s.succeeded) },
  'runs.dead': { unit: 'count', of: (s) => count(s.dead) },
  'runs.failureRate': { unit: 'ratio', of: (s) => rate(s.dead, s.succeeded) },
  'attempts.failed': { unit: 'count', of: (s) => count(s.failedAttempts) },
  'attempts.failureRate': { unit: 'ratio', of: (s) => rate(s.failedAttempts, s.succeededAttempts) },
  'attempts.retried': { unit: 'count', of: (s) => count(s.retried) },
  'duration.p50': percentileOf('duration', 50),
  'duration.p95': percentileOf('duration', 95),
  'duration.p99': percentileOf('duration', 99),
  'duration.max': percentileOf('duration', 100),
  'duration.mean': {
    unit: 'ms',
    of: (s) => ({ value: s.durationN > 0 ? s.durationSumUs / s.durationN / 1000 : null, n: s.durationN }),
  },
  'wait.p50': percentileOf('wait', 50),
  'wait.p95': percentileOf('wait', 95),
  'wait.p99': percentileOf('wait', 99),
  'wait.max': percentileOf('wait', 100),
  'total.p95': percentileOf('total', 95),
  'arrival.rate': { unit: 'perSecond', of: (s, { stepMs }) => perSecond(s.enqueued, stepMs) },
  'service.rate': {
    unit: 'perSecond',
    of: (s, { stepMs }) => perSecond(s.succeeded + s.dead + s.cancelled + s.discarded, stepMs),
  },
  'slo.burnRate': {
    unit: 'ratio',
    of: (s, { objective }) => {
      const failed = rateOf(s.dead, s.succeeded);
      return { value: failed === null ? null : failed / (1 - objective), n: s.dead + s.succeeded };
    },
  },
};

/** One lane's reading at a moment. */
export interface Reading {
  queued: number | null;
  scheduled: number | null;
  running: number | null;
  retrying: number | null;
  dead: number | null;
  oldestWaitingMs: number | null;
  workers: number | null;
}

const known = (readings: readonly Reading[], key: keyof Reading): number[] =>
  readings.map((reading) => reading[key]).filter((value) => value !== null);

function total(key: keyof Reading): (readings: readonly Reading[]) => Value {
  return (readings) => {
    const values = known(readings, key);
    return { value: values.length > 0 ? values.reduce((a, b) => a + b, 0) : null, n: values.length };
  };
}

/** Metrics made from readings of a backend; n = how many lanes were read. */
export const fromReadings: Partial<Record<Metric, { unit: MetricUnit; of(readings: readonly Reading[]): Value }>> = {
  'depth.queued': { unit: 'count', of: total('queued') },
  'depth.running': { unit: 'count', of: total('running') },
  'depth.scheduled': { unit: 'count', of: total('scheduled') },
  'depth.retrying': { unit: 'count', of: total('retrying') },
  'dead.size': { unit: 'count', of: total('dead') },
  'workers.count': { unit: 'count', of: total('workers') },
  'oldest.waitingMs': {
    unit: 'ms',
    of: (readings) => {
      const values = known(readings, 'oldestWaitingMs');
      return { value: values.length > 0 ? Math.max(...values) : null, n: values.length };
    },
  },
  'workers.busyShare': {
    unit: 'ratio',
    of: (readings) => {
      const both = readings.filter((reading) => reading.running !== null && (reading.workers ?? 0) > 0);
      const workers = both.reduce((sum, reading) => sum + (reading.workers ?? 0), 0);
      const running = both.reduce((sum, reading) => sum + (reading.running ?? 0), 0);
      return { value: workers > 0 ? running / workers : null, n: both.length };
    },
  },
};

/** The histograms that a metric needs; none for one that is not made from runs. */
export function histogramsOf(metric: RuleMetric): readonly Histogram[] {
  const known: Partial<Record<RuleMetric, MetricOfSums>> = fromSums;
  const histogram = known[metric]?.histogram;
  return histogram ? [histogram] : [];
}
