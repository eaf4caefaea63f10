import { expect, it } from 'vitest';
import type { SlotView } from '#lib/contracts/schedule.ts';
import { slotWords, sumWords } from './slot-words.ts';

const slot = (over: Partial<SlotView>): SlotView => ({
  dueAt: '2026-11-28T03:00:00.000Z',
  runId: null,
  outcome: 'ok',
  runs: 0,
  startedAt: null,
  finishedAt: null,
  ...over,
});
const now = Date.parse('2026-11-28T12:00:00.000Z');

it('says what became of a due time', () => {
  expect(slotWords(slot({ outcome: 'missed' }), 'utc', now)).toMatch(/03:00:00, missed$/);
  const late = {
    outcome: 'late',
    startedAt: '2026-11-28T03:02:04.000Z',
    finishedAt: '2026-11-28T03:02:05.000Z',
  } as const;
  expect(slotWords(slot({ ...late, runs: 2 }), 'utc', now)).toMatch(
    /late \(2 runs\), began 2 m 4 s after it was due, took 1/,
  );
});

it('says what became of all, the most frequent first', () => {
  expect(sumWords([slot({ outcome: 'missed' }), slot({}), slot({})])).toBe('2 ok, 1 missed');
});
