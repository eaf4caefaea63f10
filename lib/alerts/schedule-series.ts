// Schedules that did not do what they should. Pure: from how each stands to what a `missed` rule sees.
import type { Rule, ScheduleFault } from '#lib/contracts/alert-rule.ts';
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
      const labels = { environment, schedule: name, ...(queue === null ? {} : { queue }) };
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

function isMeant(filter: Rule['filter'], standing: ScheduleStanding): boolean {
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

function seenOf({ faults }: Faulty, { status, dueAt }: ScheduleStanding): Observation {
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
