import { context, defaultTextMapGetter, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import {
  CorrelationHeaderPropagator,
  correlationFromRequest,
  getCorrelation,
  parseCorrelationId,
  setCorrelation,
  withCorrelation,
} from './correlation.ts';

describe('parseCorrelationId', () => {
  it('trims, and keeps what an id may hold', () => {
    expect(parseCorrelationId('  req-7/ä ')).toBe('req-7/ä');
  });

  it.each([
    ['empty', ' '],
    ['too long', 'x'.repeat(201)],
    ['a line break', 'a\nb'],
    ['a number', 7],
    ['nothing', undefined],
  ])('refuses %s', (_, value) => {
    expect(parseCorrelationId(value)).toBeNull();
  });
});

describe('setCorrelation', () => {
  it('keeps other baggage', () => {
    const other = propagation.createBaggage({ team: { value: 'north' } });
    const ctx = setCorrelation(propagation.setBaggage(ROOT_CONTEXT, other), 'req-1');
    expect(getCorrelation(ctx)).toBe('req-1');
    expect(propagation.getBaggage(ctx)?.getEntry('team')?.value).toBe('north');
  });
});

describe('withCorrelation', () => {
  it('runs the function and answers its result even where no SDK is registered', () => {
    expect(withCorrelation('req-1', () => 42)).toBe(42);
    expect(withCorrelation('', () => 43)).toBe(43);
  });
});

describe('correlationFromRequest', () => {
  it('prefers x-correlation-id to x-request-id', () => {
    expect(correlationFromRequest({ headers: { 'x-request-id': 'b', 'x-correlation-id': 'a' } })).toBe('a');
  });

  it('reads web headers as well', () => {
    expect(correlationFromRequest({ headers: new Headers({ 'X-Request-Id': 'b' }) })).toBe('b');
  });

  it('passes over a header that cannot be an id', () => {
    expect(correlationFromRequest({ headers: { 'x-correlation-id': ' ', 'x-request-id': 'b' } })).toBe('b');
    expect(correlationFromRequest({ headers: {} })).toBeUndefined();
  });
});

describe('CorrelationHeaderPropagator', () => {
  const propagator = new CorrelationHeaderPropagator();

  it('takes the id from the header', () => {
    const ctx = propagator.extract(context.active(), { 'x-correlation-id': 'req-9' }, defaultTextMapGetter);
    expect(getCorrelation(ctx)).toBe('req-9');
  });

  it('leaves an id that baggage brought', () => {
    const ctx = propagator.extract(
      setCorrelation(ROOT_CONTEXT, 'first'),
      { 'x-correlation-id': 'second' },
      defaultTextMapGetter,
    );
    expect(getCorrelation(ctx)).toBe('first');
  });
});
