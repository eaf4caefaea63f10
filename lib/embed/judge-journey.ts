// "Your export: 3 of 5 steps": the runs of one correlation ID as steps. Pure.
import type { WidgetState } from '#lib/contracts/widget.ts';
import type { RunState } from '#lib/domain/run.ts';
import type { WidgetFigures } from './figures.ts';

const stateOfRun: Record<RunState, WidgetState> = {
  scheduled: 'ok',
  blocked: 'ok',
  queued: 'ok',
  running: 'ok',
  succeeded: 'ok',
  cancelled: 'ok',
  discarded: 'ok',
  retrying: 'degraded',
  vanished: 'degraded',
  dead: 'failing',
};
const open: ReadonlySet<RunState> = new Set(['scheduled', 'blocked', 'queued', 'running', 'retrying']);

export interface Step {
  job: string | null;
  queue: string;
  state: RunState;
}

/** Nothing more is to be expected, unless somebody enqueues it. */
export const isSettled = (steps: readonly Step[]): boolean =>
  steps.length > 0 && steps.every(({ state }) => !open.has(state));

/** `isStale`: a source of a step that is still open was not read lately. */
export function judgeJourney(steps: readonly Step[], isStale: boolean): WidgetFigures {
  const states = steps.map(({ state }) => stateOfRun[state]);
  const done = steps.filter(({ state }) => state === 'succeeded').length;
  const state: WidgetState =
    steps.length === 0
      ? 'unknown'
      : states.includes('failing')
        ? 'failing'
        : isStale
          ? 'unknown'
          : states.includes('degraded')
            ? 'degraded'
            : 'ok';
  const noun = steps.length === 1 ? 'step' : 'steps';
  return {
    state,
    statusText: steps.length === 0 ? 'Nothing seen yet' : `${done} of ${steps.length} ${noun}`,
    failureRate: null,
    p95Ms: null,
    throughputPerMin: null,
    backlog: null,
    oldestWaitingMs: null,
    firing: null,
    steps: steps.length === 0 ? null : { done, total: steps.length },
    items: steps.slice(0, 50).map((step, index) => ({
      name: step.job ?? step.queue,
      label: step.state,
      status: states[index] ?? 'unknown',
    })),
    spark: [],
  };
}
