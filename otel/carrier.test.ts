import { describe, expect, it } from 'vitest';
import { packCarrier, unpackCarrier } from './carrier.ts';

describe('unpackCarrier', () => {
  it('gives back what the sender gave, without our key', () => {
    const carrier = { traceparent: '00-1-2-01' };
    expect(unpackCarrier({ a: 1, _otel: carrier })).toEqual({ data: { a: 1 }, carrier });
    expect(unpackCarrier({ _otel: { ...carrier, isNull: '1' } }).data).toBeNull();
  });

  it.each([[null], [undefined], [7], ['text'], [{ a: 1 }], [[1]], [{ _otel: 'mine' }]])(
    'leaves foreign data %j alone',
    (data) => {
      expect(unpackCarrier(data)).toEqual({ data, carrier: {} });
    },
  );
});

describe('packCarrier', () => {
  it('adds nothing where no SDK is registered', () => {
    expect(packCarrier({ a: 1 })).toEqual({ a: 1 });
    expect(packCarrier(null)).toBeNull();
  });
});
