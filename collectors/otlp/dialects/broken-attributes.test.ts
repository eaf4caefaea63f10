// Any single attribute that is missing or of a wrong type gives an outcome, never an exception: each dialect, each fixture, each attribute
// of spans, events, links and resources.
import { describe, expect, it } from 'vitest';
import { aliasesOf, createdByClaimOf, edgesOf } from '#lib/domain/alias.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { packEvidence } from '#lib/domain/pack-evidence.ts';
import { runStates } from '#lib/domain/run.ts';
import { unpackEvidence } from '#lib/domain/unpack-evidence.ts';
import type { Attributes, AttributeValue, SpanRow } from '#lib/ingest/span-row.ts';
import { dialectOf, spansToEvidence } from './index.ts';
import { fixtures, observedAt } from './testing-fixtures.ts';

const removed = Symbol('removed');
const wrong: readonly (AttributeValue | typeof removed)[] = [
  removed,
  -7,
  0.5,
  1e300,
  '',
  'text',
  '\u0000',
  true,
  null,
  [],
  [null, 7, ['x']],
  { parent: { runId: 7 } },
  { $bytes: 'AAEC' },
];

/** Every bag of attributes that a span carries. */
const bagsOf = (span: SpanRow): Attributes[] => [
  span.attributes,
  ...span.events.map((event) => event.attributes),
  ...span.links.map((link) => link.attributes),
];

/** All the way from spans to what is stored and shown. */
function play(spans: readonly SpanRow[]): void {
  const evidence = spansToEvidence(spans, observedAt).map(normalizeEvidence);
  expect(unpackEvidence(packEvidence(evidence))).toEqual(evidence);
  for (const item of evidence) {
    expect(aliasesOf(item).length).toBeGreaterThan(0);
    createdByClaimOf(item);
    edgesOf(item);
    expect(runStates).toContain(deriveRun([item]).state);
    if (item.kind === 'attempt') expect(item.outcome).toBeDefined();
  }
}

/** One span and what is around it, so that neighbours are read too. */
function playWithOne(spans: readonly SpanRow[], bag: Attributes, key: string): void {
  const before = bag[key] as AttributeValue;
  for (const value of wrong) {
    if (value === removed) delete bag[key];
    else bag[key] = value;
    try {
      play(spans);
    } catch (error) {
      throw new Error(`${key} = ${String(JSON.stringify(value))}: ${error}`);
    }
  }
  bag[key] = before;
}

describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
  it('gives an outcome with any attribute missing or of a wrong type', () => {
    const seen = new Set<string>();
    const spans = fixture.spans();
    for (const span of spans) {
      const around = spans.filter(({ spanId }) => spanId === span.parentSpanId || spanId === span.spanId);
      for (const bag of bagsOf(span)) {
        // Once for each kind of span: a fixture has many alike.
        for (const key of Object.keys(bag)) {
          const what = `${dialectOf(span)?.name} ${span.name.split(' ')[0]} ${span.kind} ${key}`;
          if (seen.has(what)) continue;
          seen.add(what);
          playWithOne(around, bag, key);
        }
      }
      for (const key of Object.keys(span.resource.attributes)) {
        if (seen.has(key)) continue;
        seen.add(key);
        playWithOne(around, span.resource.attributes, key);
      }
    }
    expect(seen.size).toBeGreaterThan(0);
  });

  it('gives an outcome without events, links, parent, name, status or scope', () => {
    const spans = fixture.spans();
    const bare: Partial<SpanRow>[] = [
      { events: [] },
      { links: [] },
      { parentSpanId: null },
      { name: '' },
      { status: 0, statusMessage: '' },
      { status: 2, statusMessage: '' },
      { scope: { name: '', version: '' } },
      { attributes: {} },
      { kind: 0 },
      { durationUs: 0, startedAt: 0 },
    ];
    for (const part of bare) play(spans.map((span) => ({ ...span, ...part })));
  });
});
