// How long the run was in each state, from its transitions. Pure.
import type { RunDetail } from '#lib/contracts/run.ts';
import { finalStates, type RunState } from '#lib/domain/run.ts';

export interface StateStretch {
  state: RunState;
  fromMs: number;
  /** Null for a final state: a run stays in it. */
  toMs: number | null;
}

type Moments = 'transitions' | 'enqueuedAt' | 'startedAt' | 'finishedAt';

/**
 * One stretch per change of state: witnesses that say the same again change nothing. Empty when nothing is known. Several witnesses put one change
 * at several moments; those that the run's own figures are reckoned from count, so that the stretches add up to them.
 */
export function stateStretches(run: Pick<RunDetail, Moments>, nowMs: number): StateStretch[] {
  const stretches: StateStretch[] = [];
  for (const { state, at } of run.transitions) {
    const last = stretches.at(-1);
    if (last?.state === state) continue;
    const isFirst = !stretches.some((stretch) => stretch.state === state);
    const atMs = Date.parse((isFirst && ownMoment(run, state, stretches.length)) || at);
    if (last) last.toMs = Math.max(atMs, last.fromMs);
    stretches.push({ state, fromMs: atMs, toMs: null });
  }
  const last = stretches.at(-1);
  if (last && !finalStates.has(last.state)) last.toMs = Math.max(nowMs, last.fromMs);
  return stretches;
}

/** When the run's figures say that it first came into a state; null where they do not. */
function ownMoment(run: Pick<RunDetail, Moments>, state: RunState, index: number): string | null {
  if (state === 'queued') return index === 0 ? run.enqueuedAt : null;
  if (state === 'running') return run.startedAt;
  return finalStates.has(state) ? run.finishedAt : null;
}

/** Ms by state, in the order in which each was first entered. */
export function timeByState(stretches: readonly StateStretch[]): { state: RunState; ms: number; times: number }[] {
  const sums = new Map<RunState, { ms: number; times: number }>();
  for (const { state, fromMs, toMs } of stretches) {
    if (toMs === null) continue;
    const sum = sums.get(state) ?? { ms: 0, times: 0 };
    sums.set(state, { ms: sum.ms + toMs - fromMs, times: sum.times + 1 });
  }
  return [...sums].map(([state, sum]) => ({ state, ...sum }));
}
