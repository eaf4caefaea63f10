// What Prometheus gets of queues, jobs and alerts, read from rollups and the latest samples: never from runs.
import { selectActive } from '#lib/db/alert/select-active.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { selectJobNames } from '#lib/db/metric/select-job-names.ts';
import type { Pool } from '#lib/db/pool.ts';
import { type QueueRow, selectQueues } from '#lib/db/queue/select-queues.ts';
import { oneBucketMs, selectRollup } from '#lib/db/rollup/select-rollup.ts';
import { selectLatestSamples } from '#lib/db/sample/select-latest-samples.ts';
import { ofFigures } from '#lib/stats/figures.ts';
import type { Metric, Sample } from './exposition.ts';
import { type Labels, runMetrics } from './shape-jobs.ts';

const dayMs = 86_400_000;
/** Prometheus keeps every label set for good: of more than these, the busiest are told. */
const maxQueues = 500;
const maxJobs = 1_000;
const depthStates = ['queued', 'scheduled', 'running', 'retrying', 'blocked', 'dead'] as const;

/** `environment`: the only one that may be told of; null = all. */
export async function jobMetrics(pool: Pool, environment: string | null, nowMs: number): Promise<Metric[]> {
  const { queueIds } = await resolveFilter(pool, {}, environment);
  const fromMs = Math.floor(nowMs / dayMs) * dayMs;
  const today = {
    queueIds,
    segments: [{ grain: 86_400 as const, fromMs, toMs: fromMs + dayMs }],
    bucketMs: oneBucketMs,
    histograms: ofFigures,
  };
  const [lanes, samples, byQueue, byJob, jobNames, active] = await Promise.all([
    selectQueues(pool, queueIds),
    selectLatestSamples(pool, queueIds, nowMs),
    selectRollup(pool, { ...today, jobIds: null, isPerJob: false }),
    selectRollup(pool, { ...today, jobIds: [], isPerJob: true }),
    selectJobNames(pool, queueIds),
    selectActive(pool),
  ]);
  const laneOf = new Map(lanes.map((lane) => [lane.id, lane]));
  const labelsOf = ({ environment: of, source, name }: QueueRow): Labels => ({ environment: of, source, queue: name });
  const busiest = <T extends { enqueued: number }>(cells: T[], most: number): T[] =>
    cells.toSorted((a, b) => b.enqueued - a.enqueued).slice(0, most);
  const known = <T extends { queueId: number }>(cells: readonly T[]) =>
    cells.flatMap((cell) => {
      const lane = laneOf.get(cell.queueId);
      return lane ? [{ cell, labels: labelsOf(lane) }] : [];
    });
  const gauge = (name: string, help: string, of: Sample[]): Metric => ({ name, help, type: 'gauge', samples: of });
  const sampled = known(samples).slice(0, maxQueues);
  const mine = active.filter(({ labels }) => environment === null || labels.environment === environment);
  return [
    ...runMetrics(
      'queue',
      known(busiest(byQueue, maxQueues)).map(({ cell, labels }) => ({ labels, sums: cell })),
    ),
    ...runMetrics(
      'job',
      known(busiest(byJob, maxJobs)).map(({ cell, labels }) => ({
        labels: { ...labels, job: jobNames.get(cell.jobId) ?? '' },
        sums: cell,
      })),
    ),
    gauge(
      'signalbox_queue_depth',
      'Jobs in a queue by state, as last read; what is not known is left out.',
      sampled.flatMap(({ cell, labels }) =>
        depthStates.flatMap((state) =>
          cell[state] === null ? [] : [{ labels: { ...labels, state }, value: cell[state] }],
        ),
      ),
    ),
    gauge(
      'signalbox_queue_oldest_waiting_seconds',
      'Age of the oldest job that waits, as last read.',
      sampled.flatMap(({ cell, labels }) =>
        cell.oldestWaitingMs === null ? [] : [{ labels, value: cell.oldestWaitingMs / 1_000 }],
      ),
    ),
    gauge(
      'signalbox_alert_active',
      'Alerts that are not normal, by rule, severity, phase and what they are about.',
      mine.map(({ rule, labels, phase }) => ({
        labels: { ...labels, rule: rule.name, severity: rule.severity, phase },
        value: 1,
      })),
    ),
  ];
}
