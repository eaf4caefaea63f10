import fc from 'fast-check';
import { expect, test } from 'vitest';
import { birthOf, learnBirth } from '#lib/domain/births.ts';
import { item, origin, second } from '#lib/domain/evidence.fixture.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';

type Rows = Map<Micros, Map<string, Evidence>>;
const shown = (rows: Rows): unknown =>
  [...rows]
    .filter(([, row]) => row.size > 0)
    .map(([birth, row]) => [birth, [...row.keys()].sort()])
    .sort();

function rowOf(rows: Rows, birth: Micros): Map<string, Evidence> {
  let row = rows.get(birth);
  if (!row) {
    row = new Map();
    rows.set(birth, row);
  }
  return row;
}

/** The definition: a function of the set of items. */
function cut(items: readonly Evidence[]): Rows {
  const births = [...new Set(items.flatMap(({ names }) => names.bornAt ?? []))].sort((a, b) => a - b);
  const rows: Rows = new Map();
  for (const one of items) rowOf(rows, birthOf(one, births)).set(one.id, one);
  return rows;
}

/** What the deriver does, item by item: a new birth touches one row beside its own. */
function arrive(items: readonly Evidence[]): Rows {
  const rows: Rows = new Map();
  let births: Micros[] = [];
  for (const one of items) {
    const { bornAt } = one.names;
    if (bornAt !== undefined && !births.includes(bornAt)) {
      const learnt = learnBirth(bornAt, births);
      births = learnt.births;
      for (const moved of learnt.split([...rowOf(rows, learnt.from).values()]).moves) {
        rowOf(rows, learnt.from).delete(moved.id);
        rowOf(rows, bornAt).set(moved.id, moved);
      }
    }
    rowOf(rows, birthOf(one, births)).set(one.id, one);
  }
  return rows;
}

const someItem = fc
  .record({
    at: fc.integer({ min: 0, max: 60 }),
    bornAt: fc.option(fc.constantFrom(10, 12, 25, 40), { nil: undefined }),
    clock: fc.constantFrom('backend' as const, 'worker' as const),
    id: fc.nat(),
  })
  .map(({ at, bornAt, clock, id }) =>
    item('started', at * second, {
      id: `${id}`,
      atClock: clock,
      names: bornAt === undefined ? { jobId: '17' } : { jobId: '17', bornAt: origin + bornAt * second },
    }),
  );

test('births learnt in any order part a name as the definition does', () => {
  const cases = fc
    .uniqueArray(someItem, { minLength: 1, maxLength: 14, selector: ({ id }) => id })
    .chain((items) => fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })));
  fc.assert(
    fc.property(cases, ([items, order]) => {
      expect(shown(arrive(order))).toEqual(shown(cut(items)));
    }),
    { numRuns: 5000 },
  );
});

test('a worker whose clock is a little behind belongs to the birth that follows', () => {
  const births = [origin + 100 * second];
  expect(birthOf(item('started', 97 * second, { atClock: 'worker' }), births)).toBe(births[0]);
  expect(birthOf(item('started', 97 * second), births)).toBe(0);
  expect(birthOf(item('started', 90 * second, { atClock: 'worker' }), births)).toBe(0);
});

test('a loss belongs to the birth before it, never to one that follows at once', () => {
  const births = [origin + 90 * second, origin + 93 * second];
  expect(birthOf(item('lost', 92 * second, { atClock: 'worker' }), births)).toBe(births[0]);
  expect(birthOf(item('started', 92 * second, { atClock: 'worker' }), births)).toBe(births[1]);
});
