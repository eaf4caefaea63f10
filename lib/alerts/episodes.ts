// A rule over a stretch of slots: instances, transitions and episodes. Pure; what preview answers, and what live evaluation writes slot by
// slot.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { type Labels, labelsKey, type RuleSeries } from './rule-series.ts';
import { type InstanceState, initialState, isAlarming, type Observation, step, type Transition } from './step.ts';

export interface Moved {
  key: string;
  labels: Labels;
  state: InstanceState;
  transition: Transition | null;
}

/**
 * Moves every instance to slot `atMs`: those that are known and those that a series brings up. Instances that stay normal and were not known
 * are left out. `series` null = the rule could not be evaluated.
 */
export function moveAll(
  rule: Rule,
  known: ReadonlyMap<string, { labels: Labels; state: InstanceState }>,
  series: readonly RuleSeries[] | null,
  atMs: number,
): Moved[] {
  const byKey = new Map((series ?? []).map((one) => [labelsKey(one.labels), one]));
  const keys = new Set([...known.keys(), ...byKey.keys()]);
  const moved: Moved[] = [];
  for (const key of [...keys].sort()) {
    const before = known.get(key);
    const found = byKey.get(key);
    const absent: Observation = series === null ? { kind: 'error' } : { kind: 'none', isSeriesGone: series.length > 0 };
    const seen = found?.seen.get(atMs) ?? absent;
    const labels = before?.labels ?? found?.labels ?? {};
    const next = step(rule, before?.state ?? initialState(atMs), seen, atMs);
    if (before || next.transition) moved.push({ key, labels, ...next });
  }
  return moved;
}

export interface Episode {
  labels: Labels;
  fromMs: number;
  /** null = still firing at the end. */
  toMs: number | null;
  /** The value farthest from fine. */
  worst: number | null;
}

/** All slots of `series` in order, from a state in which all is normal. */
export function replay(
  rule: Rule,
  series: readonly RuleSeries[],
  slots: readonly number[],
): { episodes: Episode[]; transitions: number } {
  const known = new Map<string, { labels: Labels; state: InstanceState }>();
  const open = new Map<string, Episode>();
  const episodes: Episode[] = [];
  let transitions = 0;
  const isUpper = rule.op.startsWith('>');
  for (const slot of slots) {
    for (const { key, labels, state, transition } of moveAll(rule, known, series, slot)) {
      const wasAlarming = isAlarming(known.get(key)?.state.phase ?? 'normal');
      known.set(key, { labels, state });
      if (transition) transitions++;
      const episode = open.get(key);
      if (isAlarming(state.phase) && !wasAlarming) {
        const begun: Episode = { labels, fromMs: slot, toMs: null, worst: state.value };
        open.set(key, begun);
        episodes.push(begun);
      } else if (episode && !isAlarming(state.phase)) {
        episode.toMs = slot;
        open.delete(key);
      } else if (episode && state.value !== null) {
        episode.worst =
          episode.worst === null
            ? state.value
            : isUpper
              ? Math.max(episode.worst, state.value)
              : Math.min(episode.worst, state.value);
      }
    }
  }
  return { episodes, transitions };
}
