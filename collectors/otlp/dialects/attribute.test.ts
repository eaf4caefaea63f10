import { expect, it } from 'vitest';
import { momentOf } from './attribute.ts';

const read = (value: string | number | boolean) => momentOf({ at: value }, 'at');

it('reads moments as ISO 8601, with T or a space, and as milliseconds since 1970', () => {
  const expected = Date.parse('2026-11-24T12:00:00.500Z') * 1000;
  for (const value of ['2026-11-24T12:00:00.500Z', '2026-11-24 12:00:00.500+00:00', expected / 1000]) {
    expect(read(value)).toBe(expected);
  }
});

it.each([
  '-1',
  '7',
  'soon',
  '',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  0,
  -1,
  1,
  Number.MAX_SAFE_INTEGER,
  true,
])('takes %j for no moment', (value) => expect(read(value)).toBe(undefined));
