import { expect, test } from 'vitest';
import { isDue } from './live-gate.ts';
import { liveFigures, liveRuns } from './live-kind.ts';

const query = { meta: liveRuns, updatedAtMs: 10_000, isFetching: false };

test('a query is due when its kind was heard since its last fetch, and not before its throttle has passed', () => {
  const heard = new Map([['run' as const, 10_500]]);
  expect(isDue(query, heard, 11_000)).toBe(false);
  expect(isDue(query, heard, 12_000)).toBe(true);
  expect(isDue({ ...query, meta: liveFigures }, heard, 12_000)).toBe(false);
});

test('what was heard before the last fetch is old news', () => {
  expect(isDue(query, new Map([['run' as const, 9_000]]), 14_000)).toBe(false);
});

test('everything live is due after a while, because windows slide without events', () => {
  expect(isDue(query, new Map(), 25_000)).toBe(true);
});

test('queries that do not follow the stream, or are on their way, are left alone', () => {
  const heard = new Map([['run' as const, 10_500]]);
  expect(isDue({ ...query, meta: undefined }, heard, 99_000)).toBe(false);
  expect(isDue({ ...query, isFetching: true }, heard, 99_000)).toBe(false);
});

test('a run that has ended is fetched again once a minute, for evidence that comes late', () => {
  const meta = { ...liveRuns, isSettled: (run: { isOver: boolean }) => run.isOver };
  const heard = new Map([['run' as const, 10_500]]);
  expect(isDue({ ...query, meta, data: { isOver: false } }, heard, 12_000)).toBe(true);
  expect(isDue({ ...query, meta, data: { isOver: true } }, heard, 69_000)).toBe(false);
  expect(isDue({ ...query, meta, data: { isOver: true } }, heard, 71_000)).toBe(true);
});
