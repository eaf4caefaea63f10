import { expect, it } from 'vitest';
import { createRefusalLog } from './note-refusal.ts';

it('tells of refusals, a bounded number a minute, and of how many it did not tell', () => {
  const told: object[] = [];
  const log = createRefusalLog((facts, what) => told.push({ ...facts, what }), 2);
  for (let at = 0; at < 5; at++) log.note('wrong password', { address: String(at) }, at);
  log.note('role too small', { actor: 'key:1' }, 60_000);
  log.note('role too small', { actor: 'key:2' }, 60_001);
  expect(told).toEqual([
    { what: 'wrong password', address: '0' },
    { what: 'wrong password', address: '1' },
    { what: 'role too small', actor: 'key:1', leftOut: 3 },
    { what: 'role too small', actor: 'key:2' },
  ]);
});
