import { expect, test } from 'vitest';
import { clampToDays, dayOf, dayOfId, dayOfPartition, daySuffix, dayUs, firstIdOf } from '#lib/db/partition/day.ts';
import { uuidV7At } from '#lib/domain/uuid-v7.ts';

const day = dayOf(Date.UTC(2026, 10, 24) * 1000);

test('an id minted within a day lies between the first id of that day and of the next', () => {
  for (const us of [day * dayUs, day * dayUs + dayUs / 2, (day + 1) * dayUs - 1]) {
    const id = uuidV7At(us, new Uint8Array(8));
    expect(id >= firstIdOf(day) && id < firstIdOf(day + 1)).toBe(true);
    expect(dayOfId(id)).toBe(day);
  }
});

test('a partition names its day and no other table is taken for it', () => {
  expect(daySuffix(day)).toBe('20261124');
  expect(dayOfPartition('run_cold', 'run_cold_20261124')).toBe(day);
  expect(dayOfPartition('span', 'span_chunk_20261124')).toBeNull();
});

test('moments outside of the days that exist are moved to their edge', () => {
  const range = { first: day - 1, last: day + 1 };
  expect(dayOf(clampToDays(0, range))).toBe(day - 1);
  expect(dayOf(clampToDays(Number.MAX_SAFE_INTEGER, range))).toBe(day + 1);
  expect(clampToDays(day * dayUs + 5, range)).toBe(day * dayUs + 5);
});
