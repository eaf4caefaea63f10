// What a rule sees, read from the database: the same for live evaluation and for preview.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Metric } from '#lib/contracts/metric.ts';
import { selectFreshErrors } from '#lib/db/alert/select-fresh-errors.ts';
import { selectLaneJobs } from '#lib/db/alert/select-lane-jobs.ts';
import { selectSlotHistory } from '#lib/db/alert/select-slot-history.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Pool } from '#lib/db/pool.ts';
import { type QueueRow, selectQueues } from '#lib/db/queue/select-queues.ts';
import { selectSampleSeries } from '#lib/db/sample/select-sample-series.ts';
import { selectScheduleStatuses } from '#lib/db/schedule/select-schedule-statuses.ts';
import { fromSums } from '#lib/stats/metric-value.ts';
import { seriesFromUsual } from './anomaly-series.ts';
import { type Once, onceEach } from './once.ts';
import { readHours, readOutcomes, readSums, type Sight } from './read-sums.ts';
import { groupsOf, type RuleSeries, seriesFromReadings, seriesFromSums } from './rule-series.ts';
import { seriesFromHistory, seriesFromStandings } from './schedule-series.ts';
import { readSelf } from './self-series.ts';
import { seriesFromOutcomes } from './streak-series.ts';

/** Slots ascending, in ms. Throws what the database throws. */
export async function readSeries(
  pool: Pool,
  rule: Rule,
  slots: readonly number[],
  nowMs: number,
  once: Once = onceEach(),
): Promise<RuleSeries[]> {
  if (slots.length === 0) return [];
  if (rule.kind === 'self') return readSelf(pool, rule.metric, slots);
  if (rule.kind === 'missed' && slots.length > 1) {
    const dayBefore = (slots[0] as number) - 86_400_000;
    return seriesFromHistory(rule, await selectSlotHistory(pool, dayBefore, slots.at(-1) as number), slots);
  }
  if (rule.kind === 'missed') {
    return seriesFromStandings(rule, await once('standings', () => selectScheduleStatuses(pool)), slots);
  }
  const { source, ...filter } = rule.filter;
  const resolved = await once(['filter', filter], () => resolveFilter(pool, filter, null));
  const all = await once(['lanes', resolved.queueIds], () => selectQueues(pool, resolved.queueIds));
  const lanes = all.filter((lane) => !source || source.includes(lane.source));
  if (rule.kind === 'newError') return newErrors(pool, rule, lanes, slots);
  const queueIds = lanes.map((lane) => lane.id);
  const { jobIds } = resolved;
  const jobs = rule.groupBy.includes('job')
    ? await once(['jobs', queueIds, jobIds], () => selectLaneJobs(pool, queueIds, jobIds))
    : [];
  const groups = groupsOf(rule, lanes, jobs);
  const sight: Sight = { pool, rule, queueIds, jobIds, slots, nowMs, once };
  if (rule.kind === 'consecutive') {
    // where nobody names jobs, the queue's runs are of one kind
    const nameless = jobIds === null ? lanes.filter((lane) => !jobs.some((job) => job.queueId === lane.id)) : [];
    const all = rule.groupBy.includes('job') ? [...groups, ...groupsOf(withoutJob(rule), nameless, [])] : groups;
    return seriesFromOutcomes(rule, all, await readOutcomes(sight, nameless), slots);
  }
  if (rule.kind === 'anomaly') {
    const [recent, hours] = await Promise.all([readSums(sight), readHours(sight)]);
    return seriesFromUsual(rule, groups, recent, hours, slots);
  }
  if (fromSums[rule.metric as Metric]) return seriesFromSums(rule, groups, await readSums(sight), slots);
  const stepMs = Math.min(60_000, rule.evaluateEveryMs);
  const readings = {
    queueIds,
    fromMs: (slots[0] as number) - rule.windowMs - 120_000,
    toMs: slots.at(-1) as number,
    stepMs,
  };
  const read = await once(['readings', readings], () => selectSampleSeries(pool, readings));
  return seriesFromReadings(rule, groups, read, slots, stepMs);
}

const withoutJob = (rule: Rule): Rule => ({ ...rule, groupBy: rule.groupBy.filter((label) => label !== 'job') });

/** One series for each error that was seen for the first time, or again after it was resolved, within the window before a slot. */
async function newErrors(
  pool: Pool,
  rule: Rule,
  lanes: readonly QueueRow[],
  slots: readonly number[],
): Promise<RuleSeries[]> {
  const isAll = Object.values(rule.filter).every((words) => words === undefined);
  const errors = await selectFreshErrors(pool, {
    queueIds: isAll ? null : lanes.map((lane) => lane.id),
    fromMs: (slots[0] as number) - rule.windowMs,
    toMs: slots.at(-1) as number,
  });
  return errors.map(({ fingerprint, title, freshMs }) => ({
    labels: { error: title, fingerprint },
    lanes: lanes.map((lane) => lane.id),
    jobId: null,
    seen: new Map(
      slots.map((slot) => [
        slot,
        { kind: 'value', value: freshMs >= slot - rule.windowMs && freshMs < slot ? 1 : 0, n: 1 },
      ]),
    ),
  }));
}
