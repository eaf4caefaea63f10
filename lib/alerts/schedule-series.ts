// Schedules that did not do what they should. Pure: from how each stands to what a `missed` rule sees.
import type { Rule, ScheduleFault } from '#lib/contracts/alert-rule.ts';
import type { NoticedSlot } from '#lib/db/alert/select-slot-history.ts';
import type { ScheduleStanding } from '#lib/db/schedule/select-schedule-statuses.ts';
import type { RuleSeries } from './rule-series.ts';
import type { Observation } from './step.ts';

const words: Readonly<Record<ScheduleFault, string>> = {
  missed: 'nothing ran',
  late: 'it began late',
  overrunning: 'it has run for longer than it may',
  overlapping: 'it began while the run before was under way',
  double: 'it ran more than once',
};

type Faulty = Pick<Rule, 'faults' | 'filter'>;

/** One series for each schedule that the rule is about. What nobody has judged lately is not known to be fine. */
export function seriesFromStandings(
  rule: Faulty,
  standings: readonly ScheduleStanding[],
  slots: readonly number[],
): RuleSeries[] {
  return standings
    .filter((standing) => isMeant(rule.filter, standing))
    .map((standing) => {
      const { environment, name, queue, runId } = standing;
      const labels = labelsOf(environment, name, queue);
      const seen = seenOf(rule, standing);
      return {
        labels,
        lanes: [],
        jobId: null,
        runIds: runId ? [runId] : [],
        seen: new Map(slots.map((at) => [at, seen])),
      };
    });
}

/** The same from history: at each slot the latest due time of which anything was known by then. `history` in the order of being noticed. */
export function seriesFromHistory(
  rule: Faulty,
  history: readonly NoticedSlot[],
  slots: readonly number[],
): RuleSeries[] {
  const bySchedule = Map.groupBy(
    history.filter((one) => isMeant(rule.filter, one)),
    ({ scheduleId }) => scheduleId,
  );
  return [...bySchedule.values()].map((noticed) => {
    const { environment, name, queue } = noticed[0] as NoticedSlot;
    const seen = new Map<number, Observation>();
    let next = 0;
    let latest: NoticedSlot | null = null;
    for (const slot of slots) {
      for (let one = noticed[next]; one && one.noticedMs < slot; one = noticed[++next])
        if (latest === null || one.dueMs >= latest.dueMs) latest = one;
      const status = latest?.outcome ?? 'unknown';
      seen.set(slot, seenOf(rule, { status, dueAt: latest && new Date(latest.dueMs) }));
    }
    return { labels: labelsOf(environment, name, queue), lanes: [], jobId: null, seen };
  });
}

const labelsOf = (environment: string, schedule: string, queue: string | null) => ({
  environment,
  schedule,
  ...(queue === null ? {} : { queue }),
});

type Named = Pick<ScheduleStanding, 'environment' | 'source' | 'system' | 'name' | 'queue' | 'job'>;

function isMeant(filter: Rule['filter'], standing: Named): boolean {
  const fits = (wanted: readonly string[] | undefined, found: string | null): boolean =>
    wanted === undefined || (found !== null && wanted.includes(found));
  return (
    fits(filter.environment, standing.environment) &&
    fits(filter.source, standing.source) &&
    fits(filter.system, standing.system) &&
    fits(filter.queue, standing.queue) &&
    fits(filter.job, standing.job) &&
    fits(filter.schedule, standing.name)
  );
}

function seenOf({ faults }: Faulty, { status, dueAt }: { status: string; dueAt: Date | null }): Observation {
  if (status === 'unknown') return { kind: 'none', isSeriesGone: false };
  const fault = faults.find((one) => one === status);
  if (!fault) return { kind: 'value', value: 0, n: 1 };
  return {
    kind: 'value',
    value: 1,
    n: 1,
    note: `${words[fault]}${dueAt ? `; it was due at ${dueAt.toISOString()}` : ''}`,
  };
}
