import { expect, test } from 'vitest';
import { type ClimbSpan, type NamedSpans, runsOfSpan } from './span-owner.ts';

const spans = new Map<string, ClimbSpan>([
  ['request', { parentKey: null, kind: 'server' }],
  ['send', { parentKey: 'request', kind: 'producer' }],
  ['charge', { parentKey: 'send', kind: 'consumer' }],
  ['query', { parentKey: 'charge', kind: 'client' }],
  ['ring', { parentKey: 'ring', kind: 'internal' }],
]);
const named = (attempts: Record<string, string[]>, creators: Record<string, string[]> = {}): NamedSpans => ({
  attempts: new Map(Object.entries(attempts)),
  creators: new Map(Object.entries(creators)),
});

test('a span tells of the run that names it or the nearest span above it', () => {
  const charge = named({ charge: ['charge'] }, { send: ['charge'] });
  expect(runsOfSpan('query', spans, charge)).toEqual(['charge']);
  expect(runsOfSpan('send', spans, charge)).toEqual(['charge']);
  expect(runsOfSpan('request', spans, charge)).toEqual([]);
});

test('an attempt tells of its own run, not of those that it enqueued', () => {
  expect(runsOfSpan('charge', spans, named({ charge: ['charge'] }, { charge: ['receipt'] }))).toEqual(['charge']);
  expect(runsOfSpan('charge', spans, named({}, { charge: ['receipt'] }))).toEqual([]);
});

test('nothing is found beyond a run that was not asked about, nor in a ring', () => {
  expect(runsOfSpan('query', spans, named({ request: ['other'] }))).toEqual([]);
  expect(runsOfSpan('ring', spans, named({}))).toEqual([]);
  expect(runsOfSpan('not stored', spans, named({}))).toEqual([]);
});
