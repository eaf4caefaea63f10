// Every fixture gives its true answer, however its spans arrive: whole, reversed, one by one in any order, twice, and among all others.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { spansToEvidence } from './index.ts';
import { fixtures, knownRuns, observedAt } from './testing-fixtures.ts';
import { untruths } from './testing-truth.ts';

const read = (spans: readonly SpanRow[]): Evidence[] => spansToEvidence(spans, observedAt);
const readApart = (spans: readonly SpanRow[]): Evidence[] => spans.flatMap((span) => read([span]));

/** Always the same order for the same `seed`. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const [order = []] = fc.sample(fc.shuffledSubarray([...list.keys()], { minLength: list.length }), {
    numRuns: 1,
    seed,
  });
  return order.map((i) => list[i] as T);
}

const all = fixtures.flatMap((fixture) => fixture.spans());
const allTruths = fixtures.flatMap(({ truths }) => truths);
const toldApart = fixtures.filter(({ isToldApart }) => isToldApart);

describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
  const spans = fixture.spans();

  it('gives its true answer whole and reversed', () => {
    expect(untruths(knownRuns(read(spans)), fixture.truths)).toEqual([]);
    expect(untruths(knownRuns(read([...spans].reverse())), fixture.truths)).toEqual([]);
  });

  it('gives its true answer span by span in any order, and twice', () => {
    for (const seed of [1, 2, 3]) {
      const apart = readApart(shuffled(spans, seed));
      if (fixture.isToldApart) expect(untruths(knownRuns(apart), fixture.truths, true)).toEqual([]);
      expect(untruths(knownRuns([...read(spans), ...apart]), fixture.truths)).toEqual([]);
    }
  });
});

describe('all fixtures in one environment', () => {
  it('give the same answers, whole and span by span', () => {
    expect(untruths(knownRuns(read(all)), allTruths)).toEqual([]);
    const spans = toldApart.flatMap((fixture) => fixture.spans());
    const truths = toldApart.flatMap((fixture) => fixture.truths);
    expect(untruths(knownRuns(readApart(shuffled(spans, 4))), truths, true)).toEqual([]);
  });

  it('give the same runs from any order of any split into requests', () => {
    const whole = shown(read(all));
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer(), cuts, (seed, sizes) => {
        const order = shuffled(all, seed);
        const evidence: Evidence[] = [];
        for (let at = 0, i = 0; at < order.length; i++) {
          const size = sizes[i % sizes.length] as number;
          evidence.push(...read(order.slice(at, at + size)));
          at += size;
        }
        // What only neighbours tell arrives with them, here in a second delivery.
        expect(shown([...evidence, ...read(all)])).toEqual(whole);
      }),
      { numRuns: Number(process.env.FIXTURE_ORDERS ?? 5) },
    );
  });
});

/** Runs in an order of their own, so that two lists can be compared. */
function shown(evidence: readonly Evidence[]): unknown[] {
  const lines = knownRuns(evidence).map(({ run, items }) => ({ run, ids: items.map(({ id }) => id) }));
  return lines.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
