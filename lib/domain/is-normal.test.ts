import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rawEvidence } from '#lib/domain/evidence.arbitrary.ts';
import { item, spanOf } from '#lib/domain/evidence.fixture.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { isNormal } from '#lib/domain/is-normal.ts';
import { normalCopy } from '#lib/domain/normalize-evidence.ts';

test('what is called normal is what a copy in normal form would be, and such a copy is called normal', () => {
  fc.assert(
    fc.property(rawEvidence, (raw) => {
      const copy = normalCopy(raw);
      if (isNormal(raw)) expect(copy).toEqual(raw);
      // Payloads are put in order, so they are never called normal.
      expect(isNormal(copy)).toBe(copy.facts?.payload === undefined);
      expect(normalCopy(copy)).toEqual(copy);
    }),
    { numRuns: 2_000 },
  );
});

const full = item('attempt', 0, {
  endAt: 5,
  attempt: 1,
  outcome: 'failed',
  isFinal: false,
  worker: 'w',
  spanRef: spanOf(1),
  names: { jobId: '1', bornAt: 7, backendJobId: '2', givenIn: { traceId: 'a'.repeat(32) }, createdBy: spanOf(2) },
  facts: { job: 'send', priority: 0, dueAt: 9, correlation: { id: 'c', rank: 1, via: 'data' } },
  error: { type: 'E', message: 'no' },
  edges: [{ kind: 'parent', to: { span: spanOf(3) } }],
});

test.each<[string, Partial<Record<keyof Evidence, unknown>>]>([
  ['a part of a microsecond', { at: 1.5 }],
  ['minus nothing', { at: -0, endAt: undefined }],
  ['an end before the start', { endAt: full.at - 1 }],
  ['no environment', { environment: '' }],
  ['half a character', { queue: '\ud800' }],
  ['NUL', { id: 'a\0b' }],
  ['a name that is too long', { source: 'a'.repeat(257) }],
  ['a span in capitals', { spanRef: { traceId: 'A'.repeat(32), spanId: 'b'.repeat(16) } }],
  ['a span of zeros', { spanRef: { traceId: '0'.repeat(32), spanId: 'b'.repeat(16) } }],
  ['a birth without an id', { names: { bornAt: 7 } }],
  ['a secret in an error', { error: { type: null, message: 'password=hunter22' } }],
  ['a stack that is null', { error: { type: null, message: 'no', stack: null } }],
  ['facts that say nothing', { facts: {} }],
  ['no edges', { edges: [] }],
  ['an outcome that nobody knows', { outcome: 'fine' }],
  ['null for a worker', { worker: null }],
  ['null for a span', { spanRef: null }],
  ['null for an error, facts and edges', { error: null, facts: null, edges: null }],
])('%s is not normal', (_, part) => {
  expect(isNormal(full)).toBe(true);
  const item = { ...full, ...part } as Evidence;
  expect(isNormal(item)).toBe(false);
  expect(isNormal(normalCopy(item))).toBe(true);
});
