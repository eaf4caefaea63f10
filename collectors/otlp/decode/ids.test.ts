// Ids that are none: each is refused, whatever length its spelling has.
import { expect, it } from 'vitest';
import { Decoding } from './decoding.ts';
import { decodeTracesJson } from './json-request.ts';

const good = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
const decode = (ids: object) =>
  decodeTracesJson(
    Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...good, ...ids }] }] }] })),
    new Decoding(1),
  );

const badTraceIds = [
  '',
  '0'.repeat(32),
  'a'.repeat(31),
  'a'.repeat(33),
  'g'.repeat(31),
  'g'.repeat(32),
  `${'a'.repeat(30)}\0`,
];
it.each(badTraceIds)('rejects %j as a trace id', (traceId) => {
  const { spans, rejections } = decode({ traceId });
  expect([spans.length, rejections[0]?.reason, rejections[0]?.count]).toEqual([0, 'bad-trace-id', 1]);
});

const badSpanIds = [
  '',
  '0'.repeat(16),
  'b'.repeat(15),
  'b'.repeat(17),
  '-'.repeat(15),
  'x'.repeat(16),
  `${'b'.repeat(14)}\0`,
];
it.each(badSpanIds)('rejects %j as a span id, and takes it for no parent', (spanId) => {
  const { spans, rejections } = decode({ spanId });
  expect([spans.length, rejections[0]?.reason, rejections[0]?.count]).toEqual([0, 'bad-span-id', 1]);
  expect(decode({ parentSpanId: spanId }).spans[0]?.parentSpanId).toBeNull();
});

it('takes ids in either case', () => {
  expect(decode({ traceId: 'A'.repeat(32), spanId: 'B'.repeat(16) }).spans[0]).toMatchObject(good);
});
