import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runEvidence } from '#lib/domain/evidence.arbitrary.ts';
import { item } from '#lib/domain/evidence.fixture.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { uniteEvidence } from '#lib/domain/unite-evidence.ts';

// Ids may repeat here with other content: that is the redelivery of evidence that has changed.
const someEvidence = fc.array(runEvidence, { maxLength: 12 });

test('union is commutative, associative and idempotent, also where one id has two contents', () => {
  fc.assert(
    fc.property(someEvidence, someEvidence, someEvidence, (a, b, c) => {
      const all = uniteEvidence(uniteEvidence(a, b), c);
      expect(uniteEvidence(uniteEvidence(c, b), a)).toEqual(all);
      expect(uniteEvidence(a, uniteEvidence(b, c))).toEqual(all);
      expect(uniteEvidence(all, all)).toEqual(all);
    }),
    { numRuns: 1000 },
  );
});

const many = (kind: Evidence['kind'], count: number, from = 0): Evidence[] =>
  Array.from({ length: count }, (_, i) => item(kind, from + i, { id: `${kind}${i}` }));

const manyItems = [
  ...many('created', 50),
  ...many('facts', 60),
  ...many('vanished', 40),
  ...many('started', 300),
  ...many('ended', 300),
];

test('caps keep the first 32 of creations, facts and outcomes and the latest 224 of attempts', () => {
  const all = uniteEvidence(manyItems, []);
  const count = (...kinds: Evidence['kind'][]): number => all.filter(({ kind }) => kinds.includes(kind)).length;
  expect([count('created'), count('facts'), count('vanished'), count('started', 'ended')]).toEqual([32, 32, 32, 224]);
  expect(all.find(({ kind }) => kind === 'created')?.id).toBe('created0');
  expect(all.findLast(({ kind }) => kind === 'ended')?.id).toBe('ended299');
  expect(all.some(({ id }) => id === 'started0')).toBe(false);
});

test('a run at its caps is the same in whatever order and batches its evidence came', () => {
  const all = uniteEvidence(manyItems, []);
  const shuffled = fc.shuffledSubarray(manyItems, { minLength: manyItems.length });
  fc.assert(
    fc.property(shuffled, fc.integer({ min: 1, max: 200 }), (items, size) => {
      let run: Evidence[] = [];
      for (let from = 0; from < items.length; from += size) run = uniteEvidence(run, items.slice(from, from + size));
      expect(run).toEqual(all);
    }),
    { numRuns: 20 },
  );
});
