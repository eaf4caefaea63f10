import { expect, it } from 'vitest';
import { spanColumnsOf } from '#lib/api/span-columns.ts';
import { spanColumns } from '#lib/contracts/run-outline.ts';
import { isWhole, outlinedSpans, startOf } from './drawn-span.ts';

const atUs = Date.UTC(2026, 9, 1) * 1000;
const id = (n: number): string => n.toString(16).padStart(16, '0');
const row = (n: number, parent: number | null, name: string, status = 0) => ({
  traceId: 'a'.repeat(32),
  spanId: id(n),
  parentSpanId: parent === null ? null : id(parent),
  name,
  service: 'worker',
  status,
  startedAt: atUs + n * 1_500,
  durationUs: 2_500,
});

it('gives back from columns what is drawn of each span', () => {
  const rows = [row(1, 99, 'process'), row(2, 1, 'select'), row(3, null, 'select', 2), row(4, 1, 'insert', 2)];
  const columns = spanColumnsOf(rows, (one) => (one.spanId === id(3) ? 'no such table' : ''));
  expect(spanColumns.parse(columns)).toEqual(columns);
  expect(columns.words).toHaveLength(5);
  const spans = outlinedSpans(columns);
  expect(spans.map((span) => [span.spanId, span.parentSpanId, span.name])).toEqual([
    [id(1), id(99), 'process'],
    [id(2), id(1), 'select'],
    [id(3), null, 'select'],
    [id(4), id(1), 'insert'],
  ]);
  expect(spans.map((span) => [span.status, span.statusMessage])).toEqual([
    ['unset', null],
    ['unset', null],
    ['error', 'no such table'],
    ['error', null],
  ]);
  expect(spans.map((span) => startOf(span) - atUs / 1000)).toEqual([1, 3, 4, 6]);
  expect(spans[0]).toMatchObject({ service: 'worker', traceId: 'a'.repeat(32), durationMs: 2.5 });
  expect(spans.some(isWhole)).toBe(false);
});

it('has columns for no spans', () => {
  expect(outlinedSpans(spanColumnsOf([], () => null))).toEqual([]);
});
