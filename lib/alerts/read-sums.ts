// Sums and outcomes of runs as rules need them: in the finest buckets that are kept, read once for all rules that ask alike.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { type Outcome, selectOutcomes } from '#lib/db/alert/select-outcomes.ts';
import type { Pool } from '#lib/db/pool.ts';
import { oneBucketMs, type RollupOptions, type RollupSums, selectRollup } from '#lib/db/rollup/select-rollup.ts';
import { histogramsOf } from '#lib/stats/metric-value.ts';
import { keptGrains, type Segment, segmentsOf } from '#lib/stats/window-segments.ts';
import { weeksBack } from './anomaly-series.ts';
import type { Once } from './once.ts';
import { decisive } from './streak-series.ts';

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;

/** What is looked at: lanes and jobs (null = all) at slots, ascending. */
export interface Sight {
  pool: Pool;
  rule: Rule;
  queueIds: readonly number[];
  jobIds: readonly number[] | null;
  slots: readonly number[];
  nowMs: number;
  once: Once;
}

/** Jobs are kept apart where the rule tells them apart, or is about some of them. */
const isPerJob = ({ rule, jobIds }: Sight): boolean => rule.groupBy.includes('job') || jobIds !== null;

function rollup(sight: Sight, segments: readonly Segment[], bucketMs: number): Promise<RollupSums[]> {
  const { pool, rule, queueIds, once } = sight;
  const options: RollupOptions = {
    queueIds,
    jobIds: sight.jobIds ?? (isPerJob(sight) ? [] : null),
    segments,
    bucketMs,
    isPerJob: isPerJob(sight),
    histograms: histogramsOf(rule.metric),
  };
  return once(['sums', options], () => selectRollup(pool, options));
}

/** Sums over the windows of all slots, in the finest buckets that are kept for the whole stretch. */
export function readSums(sight: Sight): Promise<RollupSums[]> {
  const { rule, slots, nowMs } = sight;
  const fromMs = (slots[0] as number) - rule.windowMs;
  const grain = keptGrains(fromMs, nowMs, isPerJob(sight))[0] ?? 86_400;
  const width = grain * 1000;
  const toMs = Math.ceil((slots.at(-1) as number) / width) * width;
  return rollup(sight, [{ grain, fromMs: Math.floor(fromMs / width) * width, toMs }], width);
}

/** Sums by the hour of the four weeks before all windows. */
export function readHours(sight: Sight): Promise<RollupSums[]> {
  const { rule, slots } = sight;
  const hour = (ms: number): number => Math.floor(ms / hourMs) * hourMs;
  const fromMs = hour((slots[0] as number) - rule.windowMs - weeksBack * weekMs);
  const toMs = hour(slots.at(-1) as number) - weekMs + hourMs;
  return rollup(sight, [{ grain: 3_600, fromMs, toMs }], hourMs);
}

/** Most outcomes that a preview of many slots counts. */
const mostOutcomes = 100_000;

/**
 * How the last runs ended, of the lanes (and jobs) in which any died within the window: nothing else can fail in a row. Of lanes without named
 * jobs, all are looked at.
 */
export async function readOutcomes(sight: Sight, nameless: readonly { id: number }[]): Promise<Outcome[]> {
  const { pool, rule, slots, nowMs, once } = sight;
  const fromMs = (slots[0] as number) - rule.windowMs;
  const toMs = slots.at(-1) as number;
  const sums = await rollup(sight, segmentsOf(fromMs, toMs, nowMs, true), oneBucketMs);
  const isPerLane = rule.groupBy.includes('queue');
  const pairs = sums
    .filter((sum) => sum.dead > 0 || !isPerLane)
    .map(({ queueId, jobId }): { queueId: number; jobId: number | null } => ({
      queueId,
      jobId: isPerJob(sight) ? jobId : null,
    }));
  if (isPerJob(sight)) pairs.push(...nameless.map(({ id }) => ({ queueId: id, jobId: null })));
  const perLane = slots.length === 1 ? decisive(rule) : Math.ceil(mostOutcomes / Math.max(1, pairs.length));
  const question = { pairs, fromMs, toMs, perLane };
  return once(['outcomes', question], () => selectOutcomes(pool, question));
}
