import { expect, test } from 'vitest';
import type { RunSummary } from '#lib/contracts/run.ts';
import type { SpanView } from '#lib/contracts/span-view.ts';
import { edgeKinds } from '#lib/domain/evidence.ts';
import { missingEnds } from './missing-ends.ts';

const start = Date.parse('2026-11-24T14:00:00.000Z');
const at = (ms: number) => new Date(start + ms).toISOString();
const later = start + 600_000;
const trace = 'a'.repeat(32);

const span = (spanId: string, change: Partial<SpanView> = {}) =>
  ({
    traceId: trace,
    spanId,
    parentSpanId: null,
    name: spanId,
    service: 'shop',
    kind: 'internal',
    status: 'unset',
    startedAt: at(0),
    durationMs: 5,
    links: [],
    ...change,
  }) as SpanView;
const run = (id: string, change: Partial<RunSummary> = {}) =>
  ({ id, job: 'receipt', queue: 'email', enqueuedAt: at(10), parentRunId: null, ...change }) as RunSummary;
const edge = (runId: string, kind: (typeof edgeKinds)[number], target: string) => ({
  runId,
  kind: edgeKinds.indexOf(kind),
  target,
});
const nothing = { runs: [], edges: [], spans: [], named: new Map<string, string>() };

test('a job that a producer made and nobody tells of is missing, once there was time to tell', () => {
  const spans = [
    span('send-a', { kind: 'producer' }),
    span('send-b', { kind: 'producer' }),
    span('send-c', { kind: 'producer', status: 'error' }),
  ];
  const edges = [edge('r', 'created-by', `02${trace}send-a`)];
  const parts = { ...nothing, runs: [run('r')], spans, edges };
  expect(missingEnds(parts, later, false)).toEqual([{ kind: 'job', name: 'send-b', near: 'send-b', at: at(5) }]);
  expect(missingEnds(parts, start + 30_000, false)).toEqual([]);
  expect(missingEnds(parts, later, true)).toEqual([]);
});

test('a consumer that continues or links to the producer is what became of it', () => {
  const producer = span('send', { kind: 'producer' });
  expect(missingEnds({ ...nothing, spans: [producer, span('work', { parentSpanId: 'send' })] }, later, false)).toEqual(
    [],
  );
  const link = { traceId: trace, spanId: 'send', attributes: {} };
  expect(missingEnds({ ...nothing, spans: [producer, span('work', { links: [link] })] }, later, false)).toEqual([]);
});

test('a parent that a run or spans name and nobody told of is missing, once', () => {
  const edges = [edge('child', 'parent-job', '03parent'), edge('other', 'parent-job', '03known')];
  const runs = [run('child'), run('other')];
  const named = new Map([['03known', 'x']]);
  expect(missingEnds({ ...nothing, runs, edges, named }, later, false)).toMatchObject([
    { kind: 'parent-run', near: 'child' },
  ]);
  const spans = [
    span('b', { parentSpanId: 'gone', startedAt: at(20) }),
    span('a', { parentSpanId: 'gone', startedAt: at(10) }),
  ];
  expect(missingEnds({ ...nothing, spans }, later, false)).toEqual([
    { kind: 'caller', name: 'a', near: 'a', at: at(10) },
  ]);
});
