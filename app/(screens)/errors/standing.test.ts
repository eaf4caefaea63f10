import { expect, test } from 'vitest';
import type { ErrorGroup } from '#lib/contracts/error-group.ts';
import { standingWords } from './standing.ts';

const words = (group: Partial<ErrorGroup>) =>
  standingWords(
    { statusAt: 'T', statusBy: 'ada', ignoredUntil: null, ignoredRuns: null, ...group } as ErrorGroup,
    (iso) => iso,
  );

test.each([
  [{ status: 'open', statusAt: null }, 'Nobody has decided anything yet.'],
  [{ status: 'resolved' }, 'Resolved T by ada.'],
  [{ status: 'regressed' }, 'Resolved T by ada, and seen again since.'],
  [{ status: 'ignored' }, 'Ignored T by ada, until it is opened again.'],
  [
    { status: 'ignored', ignoredUntil: 'U', ignoredRuns: 10 },
    'Ignored T by ada, until U or until 10 more runs have it.',
  ],
  [{ status: 'open', ignoredRuns: 10 }, 'Was ignored until 10 more runs have it: that is over.'],
  [{ status: 'open' }, 'Opened again T by ada.'],
] as const)('%o', (group, expected) => {
  expect(words(group)).toBe(expected);
});
