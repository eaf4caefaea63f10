import { expect, test } from 'vitest';
import type { LogView } from '#lib/contracts/log-view.ts';
import type { SpanView } from '#lib/contracts/span-view.ts';
import { findRows } from './find-rows.ts';
import { logsOfRow } from './row-logs.ts';
import type { WaterfallItem, WaterfallRow } from './series.ts';

const row = (id: string, depth: number, item: unknown, label = ''): WaterfallRow =>
  ({
    id,
    name: id,
    place: 'shop',
    label,
    depth,
    startMs: 0,
    endMs: 1,
    bars: [],
    item: item as WaterfallItem,
  }) as unknown as WaterfallRow;
const span = (spanId: string, attributes = {}) => ({
  kind: 'span',
  span: { spanId, statusMessage: null, attributes } as SpanView,
});
const attempt = (spanId: string, message: string) => ({
  kind: 'attempt',
  attempt: { spanId, error: { type: null, message } },
  span: null,
});
const rows = [
  row('run', 0, { kind: 'run' }),
  row('attempt 1', 1, attempt('a', 'Mailbox is FULL'), '410 ms'),
  row('query', 2, span('b', { 'db.table': 'orders', rows: 3 })),
  row('attempt 2', 1, attempt('c', '')),
];

test('a row has the records of its span and of the spans below it; those of no span stand with the run', () => {
  const logs = ['a', 'b', 'c', null, 'elsewhere'].map((spanId) => ({ spanId }) as LogView);
  const of = (index: number) => logsOfRow(rows, rows[index] as WaterfallRow, logs).map(({ spanId }) => spanId);
  expect(of(0)).toEqual(['a', 'b', 'c', null]);
  expect(of(1)).toEqual(['a', 'b']);
  expect(of(2)).toEqual(['b']);
});

test('rows are found by name, error, label and attribute, in any case', () => {
  const find = (text: string) => [...findRows(rows, text)];
  expect(find('ATTEMPT')).toEqual(['attempt 1', 'attempt 2']);
  expect(find('mailbox is full')).toEqual(['attempt 1']);
  expect(find('orders')).toEqual(['query']);
  expect(find('410')).toEqual(['attempt 1']);
  expect(find('  ')).toEqual([]);
});
