// How long the run was in each state, from its transitions. Pure.
import type { RunDetail } from '#lib/contracts/run.ts';
import { finalStates, type RunState } from '#lib/domain/run.ts';

export interface StateStretch {
  state: RunState;
  fromMs: number;
  /** Null for a final state: a run stays in it. */
  toMs: number | null;
}

/** One stretch per change of state: witnesses that say the same again change nothing. Empty when nothing is known. */
export function stateStretches(run: Pick<RunDetail, 'transitions'>, nowMs: number): StateStretch[] {
  const stretches: StateStretch[] = [];
  for (const { state, at } of run.transitions) {
    const atMs = Date.parse(at);
    const last = stretches.at(-1);
    if (last?.state === state) continue;
    if (last) last.toMs = Math.max(atMs, last.fromMs);
    stretches.push({ state, fromMs: atMs, toMs: null });
  }
  const last = stretches.at(-1);
  if (last && !finalStates.has(last.state)) last.toMs = Math.max(nowMs, last.fromMs);
  return stretches;
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
