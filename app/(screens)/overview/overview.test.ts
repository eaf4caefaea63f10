import { expect, test } from 'vitest';
import type { Trust, TrustItem } from '#lib/contracts/trust.ts';
import { freshnessOf } from './freshness.ts';

const now = Date.parse('2026-11-24T12:00:00.000Z');
const item = (lastReadAt: string | null, staleAfter: string | null) =>
  ({ freshness: { lastReadAt, staleAfter, clockOffsetMs: null } }) as TrustItem;

test('freshness is that of the oldest reading among fresh sources, and stale ones are counted out', () => {
  const trust = {
    items: [
      item('2026-11-24T11:59:59.100Z', '2026-11-24T12:00:10.000Z'),
      item('2026-11-24T11:50:00.000Z', '2026-11-24T11:51:00.000Z'),
      item(null, null),
    ],
  } as Trust;
  expect(freshnessOf(trust, now)).toEqual({ ageMs: 900, fresh: 1, total: 3 });
});

test('a service that only sends when something happens does not make the page look old', () => {
  const trust = {
    items: [item('2026-11-24T11:59:59.100Z', '2026-11-24T12:00:10.000Z'), item('2026-11-24T09:00:00.000Z', null)],
  } as Trust;
  expect(freshnessOf(trust, now)).toEqual({ ageMs: 900, fresh: 2, total: 2 });
});

test('without a reading the age is not known', () => {
  expect(freshnessOf({ items: [] as TrustItem[] } as Trust, now)).toEqual({ ageMs: null, fresh: 0, total: 0 });
});
