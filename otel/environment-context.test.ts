import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getCorrelation } from './correlation.ts';
import { contextOfEnvironment, RootedContextManager } from './environment-context.ts';
import { propagatorOf } from './propagator.ts';

const propagator = propagatorOf(['tracecontext', 'baggage']);
const read = (env: Record<string, string>) => propagator && contextOfEnvironment(env, propagator);
const traceId = 'ab'.repeat(16);
const spanId = 'cd'.repeat(8);

describe('the context that an environment names', () => {
  it('is read from TRACEPARENT, TRACESTATE and BAGGAGE', () => {
    const found = read({
      TRACEPARENT: `00-${traceId}-${spanId}-01`,
      TRACESTATE: 'a=1',
      BAGGAGE: 'correlation.id=order%20%C3%BC,tenant=a',
    });
    expect(trace.getSpanContext(found ?? ROOT_CONTEXT)).toMatchObject({ traceId, spanId, isRemote: false });
    expect(trace.getSpanContext(found ?? ROOT_CONTEXT)?.traceState?.get('a')).toBe('1');
    expect(getCorrelation(found ?? ROOT_CONTEXT)).toBe('order ü');
    expect(propagation.getBaggage(found ?? ROOT_CONTEXT)?.getEntry('tenant')?.value).toBe('a');
  });

  it('is none where nothing is said, or nothing that can be read', () => {
    expect(read({})).toBeNull();
    expect(read({ TRACEPARENT: 'nonsense', BAGGAGE: '' })).toBeNull();
    expect(read({ traceparent: `00-${traceId}-${spanId}-01` })).toBeNull();
  });
});

describe('what is active', () => {
  const root = read({ TRACEPARENT: `00-${traceId}-${spanId}-01` }) ?? ROOT_CONTEXT;
  const manager = new RootedContextManager(root);
  beforeAll(() => void manager.enable());
  afterAll(() => void manager.disable());

  it('is the root where nothing else is, also after a wait', async () => {
    expect(manager.active()).toBe(root);
    await Promise.resolve();
    expect(trace.getSpanContext(manager.active())?.spanId).toBe(spanId);
  });

  it('is what was entered, and nothing where everything was left', () => {
    const other = trace.deleteSpan(root);
    expect(manager.with(other, () => manager.active())).toBe(other);
    const left = manager.with(ROOT_CONTEXT, () => manager.active());
    expect(trace.getSpanContext(left)).toBeUndefined();
    expect(manager.bind(ROOT_CONTEXT, () => trace.getSpanContext(manager.active()))()).toBeUndefined();
  });
});
