import {
  type Context,
  context,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { CORRELATION_HEADERS, CORRELATION_KEY } from './semconv.ts';

/** Longer values are refused: baggage travels in headers and job data, and an id of this length is none. */
const maxLength = 200;

/** The id in a form that baggage can carry, or null when it cannot be one (empty, too long, control characters). */
export function parseCorrelationId(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const id = value.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (id === '' || id.length > maxLength || /[\u0000-\u001f\u007f]/.test(id)) return null;
  return id;
}

/** Whether a header can hold it as it is. */
export const isHeaderText = (id: string): boolean => /^[\x20-\x7e]+$/.test(id);

/** `ctx` with the correlation ID in its baggage; other baggage is kept. */
export function setCorrelation(ctx: Context, id: string): Context {
  const baggage = propagation.getBaggage(ctx) ?? propagation.createBaggage();
  return propagation.setBaggage(ctx, baggage.setEntry(CORRELATION_KEY, { value: id }));
}

/** The correlation ID of the given (or the active) context, or undefined. */
export function getCorrelation(ctx: Context = context.active()): string | undefined {
  return propagation.getBaggage(ctx)?.getEntry(CORRELATION_KEY)?.value;
}

/**
 * Runs `fn` with the correlation ID set. It reaches every span and log record made inside, every HTTP request sent, and every job
 * enqueued through an instrumented queue. The span that is already open is marked too. An id that cannot be one is ignored.
 */
export function withCorrelation<T>(id: string, fn: () => T): T {
  const parsed = parseCorrelationId(id);
  if (parsed === null) return fn();
  trace.getActiveSpan()?.setAttribute(CORRELATION_KEY, parsed);
  return context.with(setCorrelation(context.active(), parsed), fn);
}

/** Headers as Node (`IncomingMessage.headers`) or the web (`Headers`) has them. */
type RequestHeaders = Headers | Record<string, string | string[] | undefined>;

/** The caller's correlation ID: `x-correlation-id`, else `x-request-id`, else undefined. */
export function correlationFromRequest(request: { headers: RequestHeaders }): string | undefined {
  for (const name of CORRELATION_HEADERS) {
    const value = request.headers instanceof Headers ? request.headers.get(name) : request.headers[name];
    const id = parseCorrelationId(Array.isArray(value) ? value[0] : value);
    if (id !== null) return id;
  }
  return undefined;
}

/** Copies the correlation ID from baggage to each span at its start. Baggage by itself is never exported. */
export class CorrelationSpanProcessor implements SpanProcessor {
  onStart(span: Parameters<SpanProcessor['onStart']>[0], parentContext: Context): void {
    const id = getCorrelation(parentContext);
    if (id !== undefined) span.setAttribute(CORRELATION_KEY, id);
  }
  onEnd(): void {}
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/** Copies the correlation ID from baggage to each log record. Comes before the exporting processor. */
export class CorrelationLogProcessor implements LogRecordProcessor {
  onEmit(logRecord: Parameters<LogRecordProcessor['onEmit']>[0], ctx?: Context): void {
    const id = getCorrelation(ctx);
    if (id !== undefined) logRecord.setAttribute(CORRELATION_KEY, id);
  }
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/**
 * Takes the correlation ID of an incoming request from its headers where baggage carries none, so that a server needs no code for it.
 * Adds nothing to outgoing requests: there the baggage propagator does.
 */
export class CorrelationHeaderPropagator implements TextMapPropagator {
  inject(): void {}
  extract(ctx: Context, carrier: unknown, getter: TextMapGetter): Context {
    if (getCorrelation(ctx) !== undefined) return ctx;
    for (const name of CORRELATION_HEADERS) {
      const value = getter.get(carrier, name);
      const id = parseCorrelationId(Array.isArray(value) ? value[0] : value);
      if (id !== null) return setCorrelation(ctx, id);
    }
    return ctx;
  }
  fields(): string[] {
    return [...CORRELATION_HEADERS];
  }
}
