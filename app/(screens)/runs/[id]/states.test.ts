import { expect, test } from 'vitest';
import type { TransitionView } from '#lib/contracts/run.ts';
import type { RunState } from '#lib/domain/run.ts';
import { stateStretches, timeByState } from './states.ts';

const start = Date.parse('2026-11-24T14:00:00.000Z');
const at = (ms: number) => new Date(start + ms).toISOString();
const untold = { enqueuedAt: null, startedAt: null, finishedAt: null };
const steps = (...list: [number, RunState][]) =>
  list.map(([ms, state]) => ({ at: new Date(start + ms).toISOString(), state }) as TransitionView);

test('each change of state begins a stretch, what is said twice does not', () => {
  const transitions = steps(
    [0, 'queued'],
    [130, 'running'],
    [135, 'running'],
    [540, 'retrying'],
    [5_540, 'running'],
    [6_100, 'succeeded'],
  );
  const stretches = stateStretches({ ...untold, transitions }, start + 60_000);
  expect(stretches.map(({ state, fromMs, toMs }) => [state, fromMs - start, toMs && toMs - start])).toEqual([
    ['queued', 0, 130],
    ['running', 130, 540],
    ['retrying', 540, 5_540],
    ['running', 5_540, 6_100],
    ['succeeded', 6_100, null],
  ]);
  expect(timeByState(stretches)).toEqual([
    { state: 'queued', ms: 130, times: 1 },
    { state: 'running', ms: 970, times: 2 },
    { state: 'retrying', ms: 5_000, times: 1 },
  ]);
});

test('an open run is in its last state until now; nothing known is nothing said', () => {
  const open = stateStretches({ ...untold, transitions: steps([0, 'queued']) }, start + 900);
  expect(timeByState(open)).toEqual([{ state: 'queued', ms: 900, times: 1 }]);
  expect(stateStretches({ ...untold, transitions: [] }, start)).toEqual([]);
});

test('where witnesses differ, the stretches are those of the wait and the duration that the run shows', () => {
  const transitions = steps([0, 'queued'], [7, 'queued'], [10, 'running'], [60, 'succeeded'], [63, 'succeeded']);
  const run = { transitions, enqueuedAt: at(7), startedAt: at(10), finishedAt: at(63) };
  expect(timeByState(stateStretches(run, start))).toEqual([
    { state: 'queued', ms: 3, times: 1 },
    { state: 'running', ms: 53, times: 1 },
  ]);
});
