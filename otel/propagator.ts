import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { CorrelationHeaderPropagator } from './correlation.ts';

const known: Record<string, () => TextMapPropagator[]> = {
  tracecontext: () => [new W3CTraceContextPropagator()],
  // Our header is turned into baggage.
  baggage: () => [new W3CBaggagePropagator(), new CorrelationHeaderPropagator()],
  none: () => [],
};

/** The propagators of `OTEL_PROPAGATORS`, in that order; undefined = others are among them, which the SDK knows how to make. */
export function propagatorOf(names: readonly string[]): TextMapPropagator | undefined {
  const makers = names.map((name) => known[name]);
  if (makers.includes(undefined)) return undefined;
  return new CompositePropagator({ propagators: makers.flatMap((make) => make?.() ?? []) });
}
