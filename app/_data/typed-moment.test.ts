import { expect, test } from 'vitest';
import { typedMoment } from './typed-moment.ts';

const now = Date.parse('2026-11-24T12:30:00.000Z');
const typed = (text: string) => typedMoment(text, now, false);

test('spans back from now, days, and wall times are understood', () => {
  expect(typed('3h')).toBe('now-3h');
  expect(typed(' 90 min ago ')).toBe('now-90m');
  expect(typed('yesterday')).toBe('2026-11-23T00:00:00.000Z');
  expect(typed('Today')).toBe('2026-11-24T00:00:00.000Z');
  expect(typed('2026-11-20 14:00')).toBe('2026-11-20T14:00:00.000Z');
  expect(typed('2026-11-20')).toBe('2026-11-20T00:00:00.000Z');
});

test('what the URL itself says stays, what is nothing is refused', () => {
  for (const text of ['now', 'now-7d', '2026-11-20T14:00:00Z', '2026-11-20T14:00:00.123+02:00'])
    expect(typed(text)).toBe(text);
  for (const text of ['soon', '', '2026-11-31', '2026-13-01', '2026-11-20 25:00', '3 parsecs'])
    expect(typed(text)).toBeNull();
});

test('wall times are read in the zone that they are shown in', () => {
  expect(typedMoment('2026-11-20 14:00', now, true)).toBe(new Date(2026, 10, 20, 14).toISOString());
});
