// Failures in a row. Pure: from how runs ended to what a `consecutive` rule sees at its slots.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Outcome } from '#lib/db/alert/select-outcomes.ts';
import { behind, type Group, type RuleSeries } from './rule-series.ts';
import type { Observation } from './step.ts';

/** As many outcomes as decide: longer rows of failures, or of successes, say no more. */
export const decisive = (rule: Pick<Rule, 'value' | 'recoveryValue'>): number =>
  Math.max(rule.value, rule.recoveryValue);

/**
 * At each slot how many of the last runs before it died in a row (3), or how many succeeded in a row since (−2), at most as many as decide.
 * `outcomes` newest first. A group without any in the window is not known to be fine: it has no value.
 */
export function seriesFromOutcomes(
  rule: Rule,
  groups: readonly Group[],
  outcomes: readonly Outcome[],
  slots: readonly number[],
): RuleSeries[] {
  const most = decisive(rule);
  return groups.map((group) => {
    const mine = outcomes.filter(
      (one) => group.lanes.has(one.queueId) && (group.jobId === null || one.jobId === group.jobId),
    );
    const at = (slot: number): Observation => {
      const first = firstBefore(mine, slot);
      const latest = mine[first];
      if (!latest || latest.atMs < slot - rule.windowMs) return { kind: 'none', isSeriesGone: false };
      let row = 1;
      while (row < most && mine[first + row]?.isDead === latest.isDead && reaches(mine[first + row], slot, rule)) row++;
      return { kind: 'value', value: latest.isDead ? row : -row, n: row };
    };
    return { ...behind(group), seen: new Map(slots.map((slot) => [slot, at(slot)])) };
  });
}

const reaches = (one: Outcome | undefined, slot: number, { windowMs }: Rule): boolean =>
  one !== undefined && one.atMs >= slot - windowMs;

/** Place of the newest outcome before `slot`. */
function firstBefore(newestFirst: readonly Outcome[], slot: number): number {
  let low = 0;
  let high = newestFirst.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((newestFirst[middle] as Outcome).atMs < slot) high = middle;
    else low = middle + 1;
  }
  return low;
}
