// The error a span tells of: its exception event, else its status message, else error.type.
import type { RunError } from '#lib/domain/evidence.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { ATTR_ERROR_TYPE } from '#otel/semconv.ts';
import { textOf } from './attribute.ts';

const statusError = 2;

export const isError = (span: SpanRow): boolean => span.status === statusError;

/** Source of the event's names: https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/ */
export function errorOf(span: SpanRow): RunError | undefined {
  const type = textOf(span.attributes, ATTR_ERROR_TYPE) ?? null;
  const exception = span.events.findLast((event) => event.name === 'exception');
  if (exception) {
    return {
      type: textOf(exception.attributes, 'exception.type') ?? type,
      message: textOf(exception.attributes, 'exception.message') ?? span.statusMessage,
      stack: textOf(exception.attributes, 'exception.stacktrace'),
    };
  }
  if (!isError(span) && type === null) return undefined;
  return { type, message: span.statusMessage || type || 'failed', stack: undefined };
}
