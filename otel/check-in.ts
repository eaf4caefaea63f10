import { context, createContextKey, propagation } from '@opentelemetry/api';
import { getCorrelation } from './correlation.ts';
import { CORRELATION_HEADERS } from './semconv.ts';

export type CheckInPhase = 'start' | 'success' | 'fail' | 'log' | 'skip';

export interface CheckIn {
  /** The schedule's token, told once when the schedule was made. */
  token: string;
  phase: CheckInPhase;
  /** Ties a start to its end. */
  rid: string;
  /** Of which the door keeps the last 10 kB. */
  output?: string;
  timeoutMs?: number;
}

/** Where check-ins go: `SIGNALBOX_OTLP_URL`, as all that the kit sends. */
const baseUrl = () => (process.env.SIGNALBOX_OTLP_URL || 'http://localhost:4318').replace(/\/+$/, '');

const keptOutput = 10_000;

/** As `suppressTracing` of @opentelemetry/core: the token is part of the URL, and must not become part of a span. */
const suppressed = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/**
 * Tells a schedule's door what happens. Resolves to whether that was taken; never rejects and takes no longer than `timeoutMs` (2000): work is
 * never late or failed because Signalbox is away.
 */
export async function checkIn({ token, phase, rid, output = '', timeoutMs = 2_000 }: CheckIn): Promise<boolean> {
  const url = `${baseUrl()}/check-in/${encodeURIComponent(token)}/${phase}?rid=${encodeURIComponent(rid)}`;
  const headers: Record<string, string> = { 'content-type': 'text/plain; charset=utf-8' };
  propagation.inject(context.active(), headers);
  const correlationId = getCorrelation();
  // A header holds Latin-1 only; the door decodes it.
  if (correlationId !== undefined) headers[CORRELATION_HEADERS[0]] = encodeURIComponent(correlationId);
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const request: RequestInit = {
      method: 'POST',
      headers,
      body: output.slice(-keptOutput),
      signal,
      cache: 'no-store',
    };
    const response = await context.with(context.active().setValue(suppressed, true), () => fetch(url, request));
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
