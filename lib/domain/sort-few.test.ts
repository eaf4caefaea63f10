import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortFew } from '#lib/domain/sort-few.ts';

test('sorts as the engine does, also what is equal, short or long', () => {
  const pair = fc.record({ key: fc.integer({ min: 0, max: 5 }), name: fc.string() });
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 24 }), (items) => {
      expect(sortFew([...items], (a, b) => a.key - b.key)).toEqual(items.toSorted((a, b) => a.key - b.key));
    }),
  );
});
