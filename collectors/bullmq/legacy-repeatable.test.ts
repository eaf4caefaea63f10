import { expect, it } from 'vitest';
import { legacyRepeatable } from './legacy-repeatable.ts';

it('reads repeatable jobs of the older kind from their member of the set', () => {
  const read = (member: string) => legacyRepeatable(member, 'mail', 1_800_000_000_000);
  expect(read('digest:::Europe/Berlin:0 9 * * 1')).toEqual({
    name: 'digest',
    queue: 'mail',
    job: 'digest',
    expression: '0 9 * * 1',
    everyMs: null,
    timeZone: 'Europe/Berlin',
    nextDueAt: 1_800_000_000_000_000,
  });
  expect(read('mail:digest:weekly:1893456000000::60000')).toMatchObject({
    name: 'mail:digest:weekly',
    everyMs: 60_000,
  });
  expect(['', 'a1b2c3', 'digest::soon::60000', 'digest::::'].map(read)).toEqual([null, null, null, null]);
});
