// What a rule sees, read from the database: the same for live evaluation and for preview.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { selectFreshErrors } from '#lib/db/alert/select-fresh-errors.ts';
import { selectLaneJobs } from '#lib/db/alert/select-lane-jobs.ts';
import { type ResolvedFilter, resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Pool } from '#lib/db/pool.ts';
import { type QueueRow, selectQueues } from '#lib/db/queue/select-queues.ts';
import { selectRollup } from '#lib/db/rollup/select-rollup.ts';
import { selectSampleSeries } from '#lib/db/sample/select-sample-series.ts';
import { fromSums } from '#lib/stats/metric-value.ts';
import { keptGrains } from '#lib/stats/window-segments.ts';
import { groupsOf, type RuleSeries, seriesFromReadings, seriesFromSums } from './rule-series.ts';

/** Slots ascending, in ms. Throws what the database throws. */
export async function readSeries(
  pool: Pool,
  rule: Rule,
  slots: readonly number[],
  nowMs: number,
): Promise<RuleSeries[]> {
  if (slots.length === 0) return [];
  const { source, ...filter } = rule.filter;
  const resolved = await resolveFilter(pool, filter, null);
  const lanes = (await selectQueues(pool, resolved.queueIds)).filter((lane) => !source || source.includes(lane.source));
  if (rule.kind === 'newError') return newErrors(pool, rule, lanes, slots);
  const isPerJob = rule.groupBy.includes('job');
  const jobs = isPerJob
    ? await selectLaneJobs(
        pool,
        lanes.map((lane) => lane.id),
        resolved.jobIds,
      )
    : [];
  const groups = groupsOf(rule, lanes, jobs);
  if (fromSums[rule.metric])
    return seriesFromSums(rule, groups, await cells(pool, rule, resolved, lanes, slots, nowMs), slots);
  const stepMs = Math.min(60_000, rule.evaluateEveryMs);
  const readings = await selectSampleSeries(pool, {
    queueIds: lanes.map((lane) => lane.id),
    fromMs: (slots[0] as number) - rule.windowMs - 120_000,
    toMs: slots.at(-1) as number,
    stepMs,
  });
  return seriesFromReadings(rule, groups, readings, slots, stepMs);
}

/** Sums in the finest buckets that are kept for the whole stretch. */
function cells(
  pool: Pool,
  rule: Rule,
  filter: ResolvedFilter,
  lanes: readonly QueueRow[],
  slots: readonly number[],
  nowMs: number,
) {
  const isPerJob = rule.groupBy.includes('job') || filter.jobIds !== null;
  const fromMs = (slots[0] as number) - rule.windowMs;
  const grain = keptGrains(fromMs, nowMs, isPerJob)[0] ?? 86_400;
  const width = grain * 1000;
  return selectRollup(pool, {
    queueIds: lanes.map((lane) => lane.id),
    jobIds: filter.jobIds ?? (isPerJob ? [] : null),
    segments: [
      { grain, fromMs: Math.floor(fromMs / width) * width, toMs: Math.ceil((slots.at(-1) as number) / width) * width },
    ],
    bucketMs: width,
    isPerJob: rule.groupBy.includes('job'),
    withHistograms: /^(duration\.(p|max)|wait\.|total\.)/.test(rule.metric),
  });
}

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
