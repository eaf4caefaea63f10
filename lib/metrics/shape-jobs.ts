// Figures of queues, jobs and alerts as Prometheus takes them. Pure. Counters and histograms begin anew with each UTC day, which `rate` and
// `increase` take for the reset that it is; so do rare corrections of what was counted.
import type { Sums } from '#lib/stats/figures.ts';
import { countOf, type Sketch, valueOfBucket } from '#lib/stats/sketch.ts';
import type { Metric, Sample } from './exposition.ts';

export type Labels = Readonly<Record<string, string>>;
export interface Counted {
  labels: Labels;
  sums: Sums;
}

/** Upper bounds in seconds. */
export const bounds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200] as const;
const outcomes = ['succeeded', 'dead', 'cancelled', 'discarded', 'vanished'] as const;

/** One label set's samples of a histogram in seconds, from a sketch in microseconds: each value counts as that of its bucket (within 1.1 %). */
export function histogramSamples(labels: Labels, sketch: Sketch, sumUs: number): Sample[] {
  const counts = bounds.map(() => 0);
  for (const [index, count] of sketch) {
    const seconds = valueOfBucket(index) / 1e6;
    const at = bounds.findIndex((bound) => seconds <= bound);
    if (at >= 0) counts[at] = (counts[at] ?? 0) + count;
  }
  let cumulated = 0;
  const buckets = bounds.map((bound, i) => {
    cumulated += counts[i] ?? 0;
    return { suffix: '_bucket', labels: { ...labels, le: String(bound) }, value: cumulated };
  });
  const total = Math.max(0, countOf(sketch));
  return [
    ...buckets,
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: total },
    { suffix: '_sum', labels, value: sumUs / 1e6 },
    { suffix: '_count', labels, value: total },
  ];
}

/** `of`: `queue` or `job`, as the names say it. */
export function runMetrics(of: 'queue' | 'job', counted: readonly Counted[]): Metric[] {
  const counter = (name: string, help: string, samples: Sample[]): Metric => ({ name, help, type: 'counter', samples });
  const each = (value: (sums: Sums) => number): Sample[] =>
    counted.map(({ labels, sums }) => ({ labels, value: value(sums) }));
  return [
    counter(
      `signalbox_${of}_enqueued_total`,
      'Runs enqueued, since the start of the UTC day.',
      each((s) => s.enqueued),
    ),
    counter(
      `signalbox_${of}_runs_total`,
      'Runs that ended, by outcome, since the start of the UTC day.',
      counted.flatMap(({ labels, sums }) =>
        outcomes.map((outcome) => ({ labels: { ...labels, outcome }, value: sums[outcome] })),
      ),
    ),
    counter(
      `signalbox_${of}_failed_attempts_total`,
      'Attempts that failed, since the start of the UTC day.',
      each((s) => s.failedAttempts),
    ),
    {
      name: `signalbox_${of}_duration_seconds`,
      help: 'How long last attempts took, since the start of the UTC day.',
      type: 'histogram',
      samples: counted.flatMap(({ labels, sums }) => histogramSamples(labels, sums.durationHist, sums.durationSumUs)),
    },
    {
      name: `signalbox_${of}_wait_seconds`,
      help: 'How long runs waited for their first start, since the start of the UTC day.',
      type: 'histogram',
      samples: counted.flatMap(({ labels, sums }) => histogramSamples(labels, sums.waitHist, sums.waitSumUs)),
    },
  ];
}
