import { type Attributes, type Span, SpanKind, trace } from '@opentelemetry/api';
import { recordFailure, scopeName } from './attempt-span.ts';

/** Runs an enqueueing call in an active PRODUCER span; what it throws is recorded and thrown again. `call` may complete the span. */
export function runProducer<T>(
  queue: string,
  attributes: Attributes,
  call: (span: Span) => T | Promise<T>,
): Promise<T> {
  const options = { kind: SpanKind.PRODUCER, attributes };
  return trace.getTracer(scopeName).startActiveSpan(`send ${queue}`, options, async (span) => {
    try {
      return await call(span);
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}
