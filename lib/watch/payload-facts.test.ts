import { describe, expect, it } from 'vitest';
import { factsFromPayload, parseTraceparent } from './payload-facts.ts';

const plain = { correlation: { pointers: [] }, payload: { allow: [], redact: [] } };
const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

describe('what a payload tells', () => {
  it('is nothing unless it is asked for', () => {
    expect(factsFromPayload({ email: 'a@b.c', nested: { card: 1 } }, plain)).toEqual({});
    expect(factsFromPayload(null, plain)).toEqual({});
    expect(factsFromPayload('text', plain)).toEqual({});
  });

  it('takes the pointer the operator named before any other', () => {
    const settings = { ...plain, correlation: { pointers: ['/order/id'] } };
    const facts = factsFromPayload({ correlationId: 'c-1', order: { id: 17 } }, settings);
    expect(facts.correlation).toEqual({ id: '17', rank: 1, via: 'payload /order/id' });
  });

  it('finds the correlation and the producer in the carrier of the worker kit', () => {
    const facts = factsFromPayload({ _otel: { traceparent, baggage: 'a=1,correlation.id=req%207;p=1' } }, plain);
    expect(facts.correlation).toEqual({ id: 'req 7', rank: 2, via: 'baggage' });
    expect(facts.createdBy).toEqual({ traceId, spanId: 'b7ad6b7169203331' });
  });

  it('redacts before anything leaves', () => {
    const settings = { ...plain, payload: { allow: ['/user', '/n', '/card'], redact: ['/user/email', '/card'] } };
    expect(factsFromPayload({ user: { id: 1, email: 'a@b.c' }, n: 2, card: '4111' }, settings).payload).toEqual({
      '/user': '{"id":1,"email":"[redacted]"}',
      '/n': 2,
      '/card': '[redacted]',
    });
  });

  it('refuses a trace context of zeros or of another form', () => {
    expect(parseTraceparent(`00-${'0'.repeat(32)}-b7ad6b7169203331-01`)).toBeUndefined();
    expect(parseTraceparent('nonsense')).toBeUndefined();
    expect(parseTraceparent(7)).toBeUndefined();
  });
});
