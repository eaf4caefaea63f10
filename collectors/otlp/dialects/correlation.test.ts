import { describe, expect, it } from 'vitest';
import { spanKind } from '#lib/ingest/span-row.ts';
import { spanRow } from '../testing-span.ts';
import { correlationOf } from './correlation.ts';
import { spansToEvidence } from './index.ts';

const of = (attributes: Parameters<typeof spanRow>[0]['attributes'], over = {}) =>
  correlationOf(spanRow({ attributes, ...over }));

describe('correlation', () => {
  it('rank 1: an attribute set on purpose, ours before the looser names', () => {
    expect(of({ 'correlation.id': 'req-7' })).toEqual({ id: 'req-7', rank: 1, via: 'correlation.id' });
    expect(of({ 'job.correlation_id': 'a', 'correlation.id': 'b', correlation_id: 'c' }).id).toBe('a');
    expect(of({ 'app.correlation_id': 'd', 'messaging.message.conversation_id': 'e' }).id).toBe('d');
  });

  it('rank 2: baggage copied to attributes, or embedded as a header', () => {
    expect(of({ 'baggage.correlation.id': 'x' })).toEqual({ id: 'x', rank: 2, via: 'baggage.correlation.id' });
    const header = 'user=1, correlation.id=order%20%31;prop=1,other=2';
    expect(of({ 'messaging.bullmq.job.opts.baggage': header })).toMatchObject({ id: 'order 1', rank: 2 });
  });

  it('rank 3: a conversation id, unless it is the message’s own or of a reply queue', () => {
    expect(of({ 'messaging.message.conversation_id': 'c' })).toMatchObject({ id: 'c', rank: 3 });
    expect(of({ 'messaging.message.conversation_id': 'c', 'messaging.message.id': 'c' }).rank).toBe(6);
    expect(of({ 'messaging.conversation_id': 'c', 'messaging.destination': 'amq.gen-x' }).rank).toBe(6);
  });

  it('rank 6: the trace it comes from, through the first link', () => {
    expect(of({})).toEqual({ id: '1'.repeat(32), rank: 6, via: 'trace' });
    const link = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: {}, flags: 0 };
    expect(of({}, { links: [link] }).id).toBe('a'.repeat(32));
  });

  it('rank 4: the request’s header on the nearest SERVER ancestor at hand, as an item of its own', () => {
    const server = spanRow({
      spanId: 'a'.repeat(16),
      kind: spanKind.server,
      attributes: { 'http.request.header.x-request-id': ['r-1'], 'http.request.header.x-correlation-id': ['c-1'] },
    });
    const between = spanRow({ spanId: 'b'.repeat(16), parentSpanId: server.spanId, kind: 1, attributes: {} });
    const add = spanRow({
      spanId: 'c'.repeat(16),
      parentSpanId: between.spanId,
      kind: spanKind.producer,
      attributes: { 'job.id': '1', 'job.queue': 'q' },
    });
    const evidence = spansToEvidence([add, between, server], 5);
    expect(evidence).toMatchObject([
      { id: `${add.spanId}:created`, facts: { correlation: { rank: 6 } } },
      {
        id: `${server.spanId}:correlation:${add.spanId}`,
        kind: 'facts',
        names: { jobId: '1' },
        facts: { correlation: { id: 'c-1', rank: 4, via: 'http.request.header.x-correlation-id' } },
      },
    ]);
    expect(spansToEvidence([add, between], 5)).toHaveLength(1);
  });

  it('survives a circle of parents', () => {
    const attributes = { 'job.id': '1' };
    const a = spanRow({ spanId: 'a'.repeat(16), parentSpanId: 'b'.repeat(16), attributes });
    const b = spanRow({ spanId: 'b'.repeat(16), parentSpanId: 'a'.repeat(16), attributes });
    expect(spansToEvidence([a, b], 5)).toHaveLength(2);
  });
});
