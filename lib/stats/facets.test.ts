import fc from 'fast-check';
import { expect, test } from 'vitest';
import { facetNames } from '#lib/contracts/facet.ts';
import { type FacetGroup, facetsOf } from './facets.ts';

const group = (change: Partial<FacetGroup>): FacetGroup => ({
  state: 'succeeded',
  system: 'bullmq',
  queue: 'email',
  job: 'receipt',
  worker: null,
  version: null,
  tenant: null,
  n: 1,
  ...change,
});
const groups = [group({ n: 10 }), group({ state: 'dead', n: 2 }), group({ queue: 'media', n: 5 })];
const counts = (chosen: Parameters<typeof facetsOf>[1], name: string) =>
  Object.fromEntries(
    facetsOf(groups, chosen)
      .facets.find((facet) => facet.name === name)
      ?.values.map(({ value, count }) => [value, count]) ?? [],
  );

test('each value tells how many runs it would leave under the other filters', () => {
  expect(counts({}, 'state')).toEqual({ succeeded: 15, dead: 2 });
  expect(counts({ queue: ['email'] }, 'state')).toEqual({ succeeded: 10, dead: 2 });
  expect(counts({ queue: ['email'] }, 'queue')).toEqual({ email: 12, media: 5 });
  expect(counts({ state: ['dead'] }, 'queue')).toEqual({ email: 2 });
  expect(facetsOf(groups, { state: ['dead'], queue: ['email'] }).total).toBe(2);
});

test('what is chosen stays in the list although nothing has it', () => {
  expect(counts({ state: ['retrying'] }, 'state')).toEqual({ succeeded: 15, dead: 2, retrying: 0 });
});

test('the counts of a facet without a choice add up to the total', () => {
  const word = fc.constantFrom('a', 'b', 'c');
  const any = fc.record({ state: word, system: word, queue: word, job: word, n: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(fc.array(any), fc.array(word), (rows, states) => {
      const { facets, total } = facetsOf(rows.map(group), { state: states });
      for (const name of facetNames.slice(1, 4)) {
        const values = facets.find((facet) => facet.name === name)?.values ?? [];
        expect(values.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      }
    }),
  );
});
