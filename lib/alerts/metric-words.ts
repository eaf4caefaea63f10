// How a rule's figure is spoken of, and how its values are written: on screens and in notices alike. Pure.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { formatMs } from '#lib/words/duration.ts';
import { formatCount, formatShare, threeDigits, unknown } from '#lib/words/number.ts';

const words: Readonly<Record<string, string>> = {
  'runs.enqueued': 'runs enqueued',
  'runs.started': 'runs started',
  'runs.succeeded': 'runs succeeded',
  'runs.dead': 'runs dead',
  'runs.deadInARow': 'runs dead in a row',
  'runs.failureRate': 'failure rate of runs',
  'attempts.failed': 'failed attempts',
  'attempts.failureRate': 'failure rate of attempts',
  'attempts.retried': 'retried attempts',
  'duration.p50': 'median duration',
  'duration.p95': 'p95 duration',
  'duration.p99': 'p99 duration',
  'duration.max': 'longest duration',
  'duration.mean': 'mean duration',
  'wait.p50': 'median time in queue',
  'wait.p95': 'p95 time in queue',
  'wait.p99': 'p99 time in queue',
  'wait.max': 'longest time in queue',
  'total.p95': 'p95 from enqueue to end',
  'depth.queued': 'jobs waiting',
  'depth.running': 'jobs running',
  'depth.scheduled': 'jobs scheduled',
  'depth.retrying': 'jobs waiting for a retry',
  'dead.size': 'dead letters',
  'dead.growth': 'growth of dead letters',
  'oldest.waitingMs': 'age of the oldest waiting job',
  'workers.count': 'workers',
  'workers.busyShare': 'busy share of workers',
  'arrival.rate': 'arrivals a second',
  'service.rate': 'finished a second',
  'slo.burnRate': 'burn rate of the error budget',
  'schedules.faults': 'faults of the schedule',
  'signalbox.silentMs': 'time since anything came in',
  'signalbox.behindMs': 'delay of the slowest rule',
  'signalbox.undelivered': 'notices not delivered',
  'signalbox.unreadableMs': 'time without a reading',
};

export const metricWords = (metric: string): string => words[metric] ?? metric;

const isMs = (metric: string): boolean => /^(duration|wait|total)\.|Ms$/.test(metric);
const isShare = (metric: string): boolean => /Rate$|busyShare$/.test(metric) && metric !== 'slo.burnRate';

/** "6.2 s", "3.1 %", "184". */
export function formatValue(metric: string, value: number | null): string {
  if (value === null) return unknown;
  if (isMs(metric)) return formatMs(value);
  if (isShare(metric)) return formatShare(value);
  return Number.isInteger(value) ? formatCount(value) : threeDigits(value);
}

/** A value that a rule saw: "6.2 s"; of an anomaly how far from usual, of failures in a row how many successes followed. */
export function formatSeen({ kind, metric }: Pick<Rule, 'kind' | 'metric'>, value: number | null): string {
  if (value === null) return unknown;
  if (kind === 'anomaly') return `${value > 0 ? '+' : ''}${threeDigits(value)} × usual spread`;
  if (kind === 'consecutive' && value < 0) return `0, then ${formatCount(-value)} succeeded`;
  return formatValue(metric, value);
}

/** What a person types for it: seconds, percent, or the number itself. */
export function unitOf(metric: string): { name: string; scale: number } {
  if (isMs(metric)) return { name: 's', scale: 1_000 };
  if (isShare(metric)) return { name: '%', scale: 0.01 };
  return { name: '', scale: 1 };
}
