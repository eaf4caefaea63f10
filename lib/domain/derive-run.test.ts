import { expect, test } from 'vitest';
import { deriveRun, earliestOf, orderedAtOf } from '#lib/domain/derive-run.ts';
import {
  attemptSpan,
  bullmqLog,
  bullmqSpans,
  item,
  ms,
  origin,
  pgBossPolls,
  producerSpan,
  second,
  spanOf,
} from '#lib/domain/evidence.fixture.ts';
import type { Evidence } from '#lib/domain/evidence.ts';

const states = (items: readonly Evidence[]): string[] => deriveRun(items).attempts.map(({ state }) => state);
const stateOf = (items: readonly Evidence[]): string => deriveRun(items).state;

test("BullMQ's event log alone gives three attempts and the success of the last", () => {
  const run = deriveRun(bullmqLog);
  expect(run.state).toBe('succeeded');
  expect(run.attempts.map(({ number, state, willRetry }) => [number, state, willRetry])).toEqual([
    [1, 'failed', true],
    [2, 'failed', true],
    [3, 'succeeded', false],
  ]);
  expect(run.waitUs).toBe(20 * ms);
  expect(run.durationUs).toBe(50 * ms);
  expect(run.totalUs).toBe(480 * ms);
  expect(run.dueAt).toBeNull();
  expect(run.error?.message).toBe('smtp said 421');
  expect(run.fidelity).toMatchObject({
    state: 'reported',
    attempts: 'reported',
    waitMs: 'derived',
    durationMs: 'reported',
  });
});

test('spans of another clock join the attempts of the event log instead of adding some', () => {
  const run = deriveRun([...bullmqSpans, ...bullmqLog]);
  expect(run.state).toBe('succeeded');
  expect(run.attempts).toHaveLength(3);
  expect(run.attempts.map(({ spanId }) => spanId)).toEqual([1, 2, 3].map((n) => spanOf(n).spanId));
  // The backend's clock is believed before the worker's.
  expect(run.startedAt).toBe(origin + 20 * ms);
  expect(run.isSkewed).toBe(false);
  expect(run.source).toBe('redis');
});

test('spans alone give the same attempts, with a wait that is marked as compared across clocks', () => {
  const run = deriveRun(bullmqSpans);
  expect(run.state).toBe('succeeded');
  expect(run.attempts.map(({ state }) => state)).toEqual(['failed', 'failed', 'succeeded']);
  expect(run.isSkewed).toBe(true);
  expect(run.waitUs).toBe(21 * ms);
  expect(run.fidelity.waitMs).toBe('inferred');
});

test('pg-boss by polling gives two attempts', () => {
  const run = deriveRun(pgBossPolls);
  expect(run.state).toBe('succeeded');
  expect(run.attempts.map(({ state }) => state)).toEqual(['failed', 'succeeded']);
  expect(run.durationUs).toBe(700 * ms);
});

test('a created run without more is queued, and unseen attempts are unknown when only a span told of it', () => {
  const run = deriveRun([producerSpan(0)]);
  expect(run.state).toBe('queued');
  expect(run.attempts).toEqual([]);
  expect(run.fidelity.attempts).toBe('unknown');
});

test('a run put aside is scheduled until it becomes ready', () => {
  const put = [item('created', 0), item('scheduled', 1, { facts: { dueAt: origin + 60 * second } })];
  expect(stateOf(put)).toBe('scheduled');
  expect(deriveRun(put).dueAt).toBe(origin + 60 * second);
  expect(stateOf([...put, item('queued', 60 * second)])).toBe('queued');
});

test('the wait of a delayed run counts from when it was due', () => {
  const run = deriveRun([
    item('created', 0, { facts: { dueAt: origin + 60 * second } }),
    item('queued', 60 * second),
    item('started', 61 * second, { attempt: 1 }),
  ]);
  expect(run.waitUs).toBe(second);
});

test('a retry that is due later does not move when the run itself was due', () => {
  expect(deriveRun(bullmqLog.slice(0, 6)).dueAt).toBeNull();
});

test('a start by a clock behind the producer gives a wait of zero that is marked as skewed', () => {
  const run = deriveRun([producerSpan(10 * ms), attemptSpan(1, 0, 5 * ms, { outcome: 'succeeded' })]);
  expect(run.waitUs).toBe(0);
  expect(run.isSkewed).toBe(true);
});

test('a failed attempt without proof is retrying, not dead', () => {
  const run = deriveRun([attemptSpan(1, 0, 5, { outcome: 'failed' })]);
  expect(run.state).toBe('retrying');
  expect(run.fidelity.state).toBe('inferred');
  expect(run.attempts[0]?.willRetry).toBeNull();
});

test('dead needs proof: an end that is final, a death, or all attempts used', () => {
  const failed = item('ended', 10, { attempt: 2, outcome: 'failed' });
  const start = item('started', 5, { attempt: 2 });
  expect(stateOf([start, failed])).toBe('retrying');
  expect(stateOf([start, { ...failed, isFinal: true }])).toBe('dead');
  expect(stateOf([start, failed, item('died', 11)])).toBe('dead');
  expect(stateOf([start, failed, item('facts', 0, { facts: { maxAttempts: 2 } })])).toBe('dead');
  expect(stateOf([start, failed, item('facts', 0, { facts: { maxAttempts: 3 } })])).toBe('retrying');
});

test('a later attempt overrides an earlier final end', () => {
  const dead = [
    item('started', 0, { attempt: 1 }),
    item('ended', 10, { attempt: 1, outcome: 'failed', isFinal: true }),
    item('died', 11),
  ];
  expect(stateOf(dead)).toBe('dead');
  const replayed = [...dead, item('queued', second)];
  expect(stateOf(replayed)).toBe('retrying');
  const running = [...replayed, item('started', 2 * second, { attempt: 2 })];
  expect(stateOf(running)).toBe('running');
  const run = deriveRun([...running, item('ended', 3 * second, { attempt: 2, outcome: 'succeeded' })]);
  expect(run.state).toBe('succeeded');
  expect(run.attempts.map(({ state, willRetry }) => [state, willRetry])).toEqual([
    ['failed', true],
    ['succeeded', false],
  ]);
});

test('a skipped number is a lost attempt', () => {
  const run = deriveRun([
    attemptSpan(1, 0, 5 * ms, { outcome: 'failed' }),
    attemptSpan(3, 90 * ms, 95 * ms, { outcome: 'succeeded' }),
  ]);
  expect(run.attempts.map(({ number, state }) => [number, state])).toEqual([
    [1, 'failed'],
    [2, 'lost'],
    [3, 'succeeded'],
  ]);
});

test('a stalled execution that shares its number with the next is an attempt of its own', () => {
  const log = [
    item('created', 0),
    item('started', 10 * ms, { attempt: 1, worker: 'w1', id: 's1' }),
    item('lost', 40 * second, { worker: 'w1' }),
    item('queued', 40 * second + 1),
    item('started', 41 * second, { attempt: 1, worker: 'w2', id: 's2' }),
    item('ended', 42 * second, { attempt: 1, outcome: 'succeeded' }),
  ];
  const run = deriveRun(log);
  expect(run.state).toBe('succeeded');
  expect(run.attempts.map(({ number, state, worker }) => [number, state, worker])).toEqual([
    [1, 'lost', 'w1'],
    [2, 'succeeded', 'w2'],
  ]);
  expect(run.durationUs).toBe(second);
  const withSpan = [...log, attemptSpan(1, 41 * second + 2 * ms, 42 * second, { outcome: 'succeeded', worker: 'w2' })];
  expect(states(withSpan)).toEqual(['lost', 'succeeded']);
  expect(deriveRun(withSpan).attempts[1]?.spanId).toBe(spanOf(1).spanId);
  expect(stateOf(log.slice(0, 4))).toBe('retrying');
});

test('unnumbered starts and ends of an event log pair up in order', () => {
  const log = [
    item('created', 0),
    item('started', 10 * ms),
    item('ended', 20 * ms, { outcome: 'failed' }),
    item('started', 30 * ms),
    item('ended', 40 * ms, { outcome: 'failed' }),
    item('started', 50 * ms),
  ];
  expect(states(log)).toEqual(['failed', 'failed', 'running']);
  expect(stateOf(log)).toBe('running');
});

test('an unnumbered start of the event log joins the numbered span with the nearest start', () => {
  const items = [
    item('started', 10 * ms, { id: 'a' }),
    item('started', 10 * second, { id: 'b' }),
    attemptSpan(1, 12 * ms, 60 * ms, { outcome: 'failed' }),
    attemptSpan(2, 10 * second + 2 * ms, 10 * second + 50 * ms, { outcome: 'succeeded' }),
  ];
  expect(states(items)).toEqual(['failed', 'succeeded']);
});

test('an attempt given back is queued again, and is no failure', () => {
  const run = deriveRun([item('created', 0), attemptSpan(undefined, 10, 20, { outcome: 'released' })]);
  expect(run.state).toBe('queued');
  expect(run.attempts.map(({ state }) => state)).toEqual(['released']);
  expect(run.error).toBeNull();
});

test('a run that puts itself aside while it runs is scheduled', () => {
  const run = deriveRun([
    item('started', 10, { attempt: 1 }),
    item('released', 20, { attempt: 1 }),
    item('scheduled', 20, { facts: { dueAt: origin + second } }),
  ]);
  expect(run.state).toBe('scheduled');
});

test('a record that disappeared while running is vanished, its attempt lost', () => {
  const run = deriveRun([item('started', 0, { attempt: 1 }), item('vanished', second, { fidelity: 'inferred' })]);
  expect(run.state).toBe('vanished');
  expect(run.fidelity.state).toBe('inferred');
  expect(run.finishedAt).toBe(origin + second);
  expect(run.attempts[0]?.state).toBe('lost');
  expect(run.attempts[0]?.finishedAt).toBeNull();
});

test('a record that disappears after its end is only cleaned up', () => {
  const ended = [item('started', 0, { attempt: 1 }), item('ended', 10, { attempt: 1, outcome: 'succeeded' })];
  expect(stateOf([...ended, item('vanished', second)])).toBe('succeeded');
  expect(stateOf([...ended, item('discarded', second)])).toBe('succeeded');
  const dead = [item('ended', 10, { attempt: 1, outcome: 'failed', isFinal: true })];
  expect(stateOf([...dead, item('discarded', second)])).toBe('dead');
});

test('a vanished run that is seen again has not vanished', () => {
  const gone = [item('queued', 0), item('vanished', second)];
  expect(stateOf(gone)).toBe('vanished');
  expect(stateOf([...gone, item('started', 2 * second)])).toBe('running');
});

test('cancelled before it ran, while it ran, and after it had succeeded', () => {
  expect(stateOf([item('created', 0), item('cancelled', 10)])).toBe('cancelled');
  const run = deriveRun([item('started', 0, { attempt: 1 }), item('cancelled', 10)]);
  expect(run.state).toBe('cancelled');
  expect(run.attempts[0]?.state).toBe('released');
  const done = [item('started', 0, { attempt: 1 }), item('ended', 5, { attempt: 1, outcome: 'succeeded' })];
  expect(stateOf([...done, item('cancelled', 10)])).toBe('succeeded');
});

test('a run that dies without an attempt is dead', () => {
  const run = deriveRun([item('created', 0), item('died', 10, { error: { type: null, message: 'expired' } })]);
  expect(run.state).toBe('dead');
  expect(run.finishedAt).toBe(origin + 10);
  expect(run.error?.message).toBe('expired');
});

test('an attempt that ended without a known outcome leaves the outcome unknown', () => {
  const run = deriveRun([attemptSpan(1, 0, 10, { outcome: 'unknown' })]);
  expect(run.state).toBe('vanished');
  expect(run.fidelity.state).toBe('unknown');
});

test('a start by the backend while a producer with a fast clock still enqueues is running', () => {
  expect(stateOf([item('started', 10 * ms, { attempt: 1 }), item('queued', 2 * second, { atClock: 'worker' })])).toBe(
    'running',
  );
});

test('the first start after lost beginnings gives no wait', () => {
  const run = deriveRun([item('created', 0), item('started', second, { attempt: 2 })]);
  expect(run.waitUs).toBeNull();
  expect(run.attempts.map(({ state }) => state)).toEqual(['lost', 'running']);
});

test('begin and end within one tick of a coarse clock are one attempt', () => {
  expect(states([item('started', 0), item('ended', 0, { outcome: 'succeeded' })])).toEqual(['succeeded']);
});

test('a birth tells when a run was enqueued if its creation was not seen', () => {
  const run = deriveRun([item('started', second, { attempt: 1, names: { jobId: '17', bornAt: origin } })]);
  expect(run.enqueuedAt).toBe(origin);
  expect(run.waitUs).toBe(second);
});

test('the correlation that the user set wins over one that was worked out', () => {
  const run = deriveRun([
    item('created', 0, { facts: { correlation: { id: '17', rank: 7, via: 'own id' } } }),
    producerSpan(1, { facts: { correlation: { id: 'order-1', rank: 1, via: 'correlation.id' } } }),
  ]);
  expect(run.correlation?.id).toBe('order-1');
});

test('a number beyond what can be stored is held at the most, and does not become as many attempts', () => {
  const run = deriveRun([item('started', 0, { attempt: 100_000 })]);
  expect(run.attempts).toHaveLength(1);
  expect(run.attempts[0]?.number).toBe(30_000);
});

test('ordering falls back from enqueued to started to the first moment', () => {
  const started = [item('started', second, { attempt: 1 })];
  expect(orderedAtOf(deriveRun(started), started)).toBe(origin + second);
  const facts = [item('facts', 7)];
  expect(orderedAtOf(deriveRun(facts), facts)).toBe(origin + 7);
  expect(earliestOf([...bullmqLog].reverse())).toBe(origin);
});

test('a death or a planned retry that names its span belongs to that attempt, however clocks differ', () => {
  const first = attemptSpan(1, 0, 50 * ms, { outcome: 'failed' });
  const second_ = attemptSpan(2, 40 * ms, 90 * ms, { outcome: 'failed' });
  const hint = (kind: 'died' | 'retry-planned', at: number, number: number) =>
    item(kind, at, { atClock: 'worker', source: 'shop-worker', spanRef: spanOf(number) });
  const run = deriveRun([first, second_, hint('retry-planned', 49 * ms, 1), hint('died', 89 * ms, 2)]);
  expect(run.state).toBe('dead');
  expect(run.attempts.map(({ willRetry }) => willRetry)).toEqual([true, false]);
});

test('a processor that gives its job back is no failure, though both executions share a number', () => {
  const run = deriveRun([
    item('started', 10 * ms, { attempt: 1, id: 's1' }),
    item('released', 60 * ms, { attempt: 1 }),
    item('scheduled', 60 * ms, { facts: { dueAt: origin + 160 * ms } }),
    item('queued', 161 * ms),
    item('started', 165 * ms, { attempt: 1, id: 's2' }),
    item('ended', 200 * ms, { attempt: 1, outcome: 'succeeded', isFinal: true }),
    attemptSpan(undefined, 12 * ms, 62 * ms, { outcome: 'released' }),
    attemptSpan(1, 167 * ms, 202 * ms, { outcome: 'succeeded' }),
  ]);
  expect(run.state).toBe('succeeded');
  expect(run.attempts.map(({ state }) => state)).toEqual(['released', 'succeeded']);
  expect(run.attempts.every(({ spanId }) => spanId !== null)).toBe(true);
});

test('an end that is only inferred gives no duration', () => {
  const run = deriveRun([
    item('started', 0, { attempt: 1 }),
    item('ended', 10 * second, { attempt: 1, outcome: 'failed', isFinal: false, fidelity: 'inferred', id: 'passed:1' }),
    item('started', 10 * second, { attempt: 2 }),
  ]);
  expect(run.attempts.map(({ state, durationUs }) => [state, durationUs])).toEqual([
    ['failed', null],
    ['running', null],
  ]);
});

test('a job seen stalled waits for another attempt, and that is derived from a report', () => {
  const run = deriveRun([
    item('started', 0, { attempt: 1 }),
    item('queued', 30 * second),
    item('lost', 30 * second + 1, { attempt: 1 }),
  ]);
  expect(run.state).toBe('retrying');
  expect(run.fidelity.state).toBe('derived');
});

test('a retry that is published like a new job does not move the creation, whichever span has the lesser id', () => {
  const items = [
    producerSpan(10 * ms, { id: 'b:created' }),
    attemptSpan(1, 30 * ms, 50 * ms, { source: 'shop-web', outcome: 'failed', isFinal: false }),
    producerSpan(45 * ms, { id: 'a:created' }),
    producerSpan(46 * ms, { id: '0:created', source: 'shop-worker' }),
    attemptSpan(2, 90 * ms, 99 * ms, { source: 'shop-web', outcome: 'succeeded' }),
  ];
  expect(deriveRun(items)).toMatchObject({ enqueuedAt: origin + 10 * ms, waitUs: 20 * ms, state: 'succeeded' });
});

test('a success whose number another execution used again was not taken: the run had been given to another worker', () => {
  const items = [
    attemptSpan(1, 0, 40 * second, { outcome: 'succeeded', isFinal: true }),
    attemptSpan(1, 31 * second, 33 * second, {
      outcome: 'succeeded',
      isFinal: true,
      spanRef: spanOf(7),
      id: 'x:attempt',
    }),
  ];
  expect(states(items)).toEqual(['lost', 'succeeded']);
  expect(deriveRun(items)).toMatchObject({ state: 'succeeded', finishedAt: origin + 33 * second });
});

test('two instrumentations that tell of one execution make one attempt', () => {
  const items = [
    attemptSpan(1, 0, 40 * ms, { outcome: 'succeeded' }),
    attemptSpan(1, 2 * ms, 38 * ms, { outcome: 'succeeded', spanRef: spanOf(7), id: 'x:attempt' }),
  ];
  expect(states(items)).toEqual(['succeeded']);
});
