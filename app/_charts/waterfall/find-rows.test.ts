import { expect, it } from 'vitest';
import type { SpanView } from '#lib/contracts/span-view.ts';
import { findRows } from './find-rows.ts';
import type { WaterfallRow } from './series.ts';

const outlined = { spanId: 's1', statusMessage: null };
const row = {
  id: 's1',
  name: 'select',
  place: 'worker',
  label: '2 ms',
  item: { kind: 'span', span: outlined },
} as WaterfallRow;
const whole = { ...outlined, attributes: { 'db.table': 'orders' } } as unknown as SpanView;

it('finds a span by its attributes once they are known', () => {
  expect([...findRows([row], 'orders')]).toEqual([]);
  expect([...findRows([row], 'orders', new Map([['s1', whole]]))]).toEqual(['s1']);
  expect([...findRows([row], 'SELECT')]).toEqual(['s1']);
  expect([...findRows([row], ' ')]).toEqual([]);
});
