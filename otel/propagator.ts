import { diag, type TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { CorrelationHeaderPropagator } from './correlation.ts';

const known: Record<string, () => TextMapPropagator[]> = {
  tracecontext: () => [new W3CTraceContextPropagator()],
  // Our header is turned into baggage.
  baggage: () => [new W3CBaggagePropagator(), new CorrelationHeaderPropagator()],
  none: () => [],
};

/** The propagators of `OTEL_PROPAGATORS`, in that order. */
export function propagatorOf(names: readonly string[]): TextMapPropagator {
  const propagators = names.flatMap((name) => {
    const make = known[name];
    if (!make) diag.warn(`OTEL_PROPAGATORS: "${name}" is not known here; use an OpenTelemetry SDK of your own for it.`);
    return make?.() ?? [];
  });
  return new CompositePropagator({ propagators });
}
