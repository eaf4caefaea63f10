// A rule over a stretch of slots: instances, transitions and episodes. Pure; what preview answers, and what live evaluation writes slot by
// slot.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { limitsOf } from './limits.ts';
import { type Labels, labelsKey, type RuleSeries } from './rule-series.ts';
import {
  type InstanceState,
  initialState,
  isAlarming,
  noteGood,
  type Observation,
  step,
  type Transition,
} from './step.ts';

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

/** All slots of `series` in order, from a state in which all is normal. Instances do not depend on each other. Episodes by their beginning. */
export function replay(
  rule: Rule,
  series: readonly RuleSeries[],
  slots: readonly number[],
): { episodes: Episode[]; transitions: number } {
  const all = series.map((one) => replayOne(rule, one, slots));
  return {
    episodes: all.flatMap(({ episodes }) => episodes).sort((a, b) => a.fromMs - b.fromMs),
    transitions: all.reduce((sum, { transitions }) => sum + transitions, 0),
  };
}

function replayOne(
  rule: Rule,
  { labels, seen }: RuleSeries,
  slots: readonly number[],
): { episodes: Episode[]; transitions: number } {
  const episodes: Episode[] = [];
  let open: Episode | null = null;
  let transitions = 0;
  let state = initialState(slots[0] ?? 0);
  const absent: Observation = { kind: 'none', isSeriesGone: true };
  const limits = limitsOf(rule);
  for (const slot of slots) {
    const found = seen.get(slot) ?? absent;
    if (noteGood(rule, limits, state, found)) continue;
    const moved = step(rule, state, found, slot);
    state = moved.state;
    if (moved.transition) transitions++;
    const isNow = isAlarming(state.phase);
    if (isNow && !open) {
      open = { labels, fromMs: slot, toMs: null, worst: state.value };
      episodes.push(open);
    } else if (open && !isNow) {
      open.toMs = slot;
      open = null;
    } else if (open) {
      open.worst = worseOf(rule, open.worst, state.value);
    }
  }
  return { episodes, transitions };
}

function worseOf(rule: Rule, a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return rule.op.startsWith('>') ? Math.max(a, b) : Math.min(a, b);
}
