import { type Attributes, type Span, SpanKind } from '@opentelemetry/api';
import { runSpan } from './attempt-span.ts';

/** Runs an enqueueing call in an active PRODUCER span. `call` may complete the span. */
export const runProducer = <T>(
  queue: string,
  attributes: Attributes,
  call: (span: Span) => T | Promise<T>,
): Promise<T> => runSpan(`send ${queue}`, call, { kind: SpanKind.PRODUCER, attributes });
