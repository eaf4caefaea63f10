import { expect, test } from 'vitest';
import { correlationWords } from '#lib/domain/correlation-words.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { runNotes, settleUs } from '#lib/domain/run-notes.ts';

const at = 1_795_000_000_000_000;
const item = (over: Partial<Evidence> & Pick<Evidence, 'id' | 'kind'>): Evidence => ({
  environment: 'production',
  source: 'mailer',
  system: 'sidekiq',
  queue: 'mail',
  names: { jobId: '1' },
  at,
  atClock: 'worker',
  observedAt: at,
  fidelity: 'derived',
  ...over,
});
const codesOf = (items: Evidence[], nowUs = at + settleUs): string[] =>
  runNotes(deriveRun(items), items, nowUs).map(({ code }) => code);

const created = item({ id: 'c', kind: 'created' });
const failed = item({
  id: 'a',
  kind: 'attempt',
  at: at + 1,
  endAt: at + 2,
  outcome: 'failed',
  error: { type: null, message: 'x' },
});

test('a state that rests on spans alone may change for a while, and is then unconfirmed', () => {
  expect(codesOf([created, failed], at + settleUs - 1)).toEqual(['settling']);
  expect(codesOf([created, failed])).toEqual(['unconfirmed']);
  expect(codesOf([created])).toEqual(['unseen']);
});

test('what a backend says, or a success, needs no note', () => {
  expect(codesOf([created, { ...failed, outcome: 'succeeded', isFinal: true, error: undefined }], at)).toEqual([]);
  expect(codesOf([{ ...created, atClock: 'backend', fidelity: 'reported' }], at)).toEqual([]);
  expect(codesOf([created, { ...failed, isFinal: false }])).toEqual([]);
});

test('tells of attempts that were lost and of runs that vanished', () => {
  const third = { ...failed, outcome: 'succeeded' as const, error: undefined, attempt: 2 };
  expect(codesOf([created, third])).toEqual(['lost']);
  const gone = item({ id: 'v', kind: 'vanished', at: at + 5, atClock: 'backend' });
  expect(codesOf([{ ...created, atClock: 'backend' }, gone])).toEqual(['vanished']);
});

test('says how a correlation ID is known', () => {
  expect(correlationWords({ rank: 2, via: 'baggage.correlation.id' })).toBe(
    'rank 2 of 7: carried in baggage (baggage.correlation.id)',
  );
  expect(correlationWords({ rank: 6, via: 'trace' })).toBe('rank 6 of 7: the trace it came from: no ID was set');
});
