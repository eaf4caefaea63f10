// The charts there are: which metrics they draw, in which unit, and where a click leads.
import type { Metric } from '#lib/contracts/metric.ts';
import type { Unit } from './time-series/axis.ts';

export interface LineSpec {
  key: string;
  metric: Metric;
  label: string;
  /** A CSS colour; one hue from light to strong within a chart. */
  colour: string;
}

export interface ChartSpec {
  title: string;
  /** One sentence that says what is drawn, for the table twin and for screen readers. */
  about: string;
  unit: Unit;
  lines: readonly LineSpec[];
  /** The line whose period before is laid under it, dotted. */
  beforeKey?: string;
  /** Percentiles and rates rest on values: fewer than 20 are drawn as uncertain. */
  needsValues: boolean;
  /** A gauge is read, not counted: silence between readings is a gap with a reason. */
  isGauge?: boolean;
  /** What to ask the list of runs for behind a point. */
  runs: Readonly<Record<string, string | readonly string[]>>;
}

const hue = { p50: 'var(--p50)', p95: 'var(--p95)', p99: 'var(--p99)' };

export const durationChart: ChartSpec = {
  title: 'Duration',
  about: 'Time that the last attempt of a run worked: median, 95th and 99th percentile.',
  unit: 'ms',
  lines: [
    { key: 'p50', metric: 'duration.p50', label: 'p50', colour: hue.p50 },
    { key: 'p95', metric: 'duration.p95', label: 'p95', colour: hue.p95 },
    { key: 'p99', metric: 'duration.p99', label: 'p99', colour: hue.p99 },
  ],
  beforeKey: 'p95',
  needsValues: true,
  runs: { sort: '-durationMs' },
};

export const waitChart: ChartSpec = {
  title: 'Time in queue',
  about: 'Time from when a run was due until its first attempt: median, 95th and 99th percentile.',
  unit: 'ms',
  lines: [
    { key: 'p50', metric: 'wait.p50', label: 'p50', colour: hue.p50 },
    { key: 'p95', metric: 'wait.p95', label: 'p95', colour: hue.p95 },
    { key: 'p99', metric: 'wait.p99', label: 'p99', colour: hue.p99 },
  ],
  beforeKey: 'p95',
  needsValues: true,
  runs: { sort: '-waitMs' },
};

export const throughputChart: ChartSpec = {
  title: 'Throughput',
  about: 'Runs that came in, that succeeded, and that died, per step.',
  unit: 'count',
  lines: [
    { key: 'enqueued', metric: 'runs.enqueued', label: 'enqueued', colour: hue.p50 },
    { key: 'succeeded', metric: 'runs.succeeded', label: 'succeeded', colour: hue.p99 },
    { key: 'dead', metric: 'runs.dead', label: 'dead', colour: 'var(--bad)' },
  ],
  beforeKey: 'succeeded',
  needsValues: false,
  runs: {},
};

export const failureChart: ChartSpec = {
  title: 'Failure rate',
  about: 'Share of runs that died, and share of attempts that failed.',
  unit: 'ratio',
  lines: [
    { key: 'attempts', metric: 'attempts.failureRate', label: 'attempts', colour: hue.p95 },
    { key: 'runs', metric: 'runs.failureRate', label: 'runs', colour: 'var(--bad)' },
  ],
  beforeKey: 'runs',
  needsValues: true,
  runs: { state: ['dead', 'retrying'] },
};

export const deadLetterChart: ChartSpec = {
  title: 'Dead letters',
  about: 'How many dead runs and messages lie in the backends.',
  unit: 'count',
  lines: [{ key: 'size', metric: 'dead.size', label: 'size', colour: 'var(--bad)' }],
  needsValues: false,
  isGauge: true,
  runs: { state: ['dead'] },
};

export const depthChart: ChartSpec = {
  title: 'Depth',
  about: 'How many runs wait, run, are put aside, and will be tried again.',
  unit: 'count',
  lines: [
    { key: 'scheduled', metric: 'depth.scheduled', label: 'scheduled', colour: 'var(--wait)' },
    { key: 'retrying', metric: 'depth.retrying', label: 'retrying', colour: 'var(--warn)' },
    { key: 'running', metric: 'depth.running', label: 'running', colour: hue.p95 },
    { key: 'queued', metric: 'depth.queued', label: 'queued', colour: hue.p99 },
  ],
  needsValues: false,
  isGauge: true,
  runs: {},
};
