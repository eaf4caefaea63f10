// The charts there are: which metrics they draw, in which unit, and where a click leads.
import type { Query } from '#app/_data/query-string.ts';
import type { Metric } from '#lib/contracts/metric.ts';
import type { Unit } from './time-series/axis.ts';

export interface LineSpec {
  key: string;
  metric: Metric;
  label: string;
  /** A CSS colour; one hue from light to strong within a chart. */
  colour: string;
  /** What narrows this line beyond its chart. */
  filter?: Query;
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
  /** The metric whose runs a click on the chart opens; the table twin opens each figure's own. */
  opens: Metric;
  /** Lines, unless the parts add up to a whole. */
  shape?: 'bars';
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
  opens: 'duration.p95',
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
  opens: 'wait.p95',
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
  opens: 'service.rate',
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
  opens: 'runs.dead',
};

export const deadLetterChart: ChartSpec = {
  title: 'Dead letters',
  about: 'How many dead runs and messages lie in the backends.',
  unit: 'count',
  lines: [{ key: 'size', metric: 'dead.size', label: 'size', colour: 'var(--bad)' }],
  needsValues: false,
  isGauge: true,
  opens: 'dead.size',
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
  opens: 'depth.queued',
};

export const rateChart: ChartSpec = {
  title: 'Arrival and service',
  about: 'Runs that came in and runs that ended, a second. Above service, the backlog grows.',
  unit: 'perSecond',
  lines: [
    { key: 'service', metric: 'service.rate', label: 'service', colour: hue.p95 },
    { key: 'arrival', metric: 'arrival.rate', label: 'arrival', colour: 'var(--warn)' },
  ],
  needsValues: false,
  opens: 'service.rate',
};

export const ageChart: ChartSpec = {
  title: 'Oldest waiting, over time in queue',
  about:
    'Age of the oldest run that waits, beside the waits of runs that were started: those fall silent when nothing starts.',
  unit: 'ms',
  lines: [
    { key: 'p50', metric: 'wait.p50', label: 'wait p50', colour: hue.p50 },
    { key: 'p95', metric: 'wait.p95', label: 'wait p95', colour: hue.p95 },
    { key: 'p99', metric: 'wait.p99', label: 'wait p99', colour: hue.p99 },
    { key: 'oldest', metric: 'oldest.waitingMs', label: 'oldest waiting', colour: 'var(--bad)' },
  ],
  needsValues: true,
  opens: 'oldest.waitingMs',
};

export const busyChart: ChartSpec = {
  title: 'Utilisation',
  about: 'Share of the workers that were at work when the backend was read.',
  unit: 'ratio',
  lines: [{ key: 'busy', metric: 'workers.busyShare', label: 'busy', colour: hue.p95 }],
  needsValues: false,
  isGauge: true,
  opens: 'workers.busyShare',
};

export const growthChart: ChartSpec = {
  title: 'Dead letters, arrivals',
  about: 'How many more dead runs and messages lay in the backends than a step before.',
  unit: 'count',
  lines: [{ key: 'growth', metric: 'dead.growth', label: 'growth', colour: 'var(--bad)' }],
  needsValues: false,
  isGauge: true,
  opens: 'runs.dead',
  shape: 'bars',
};
