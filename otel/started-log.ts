import type { Attributes } from '@opentelemetry/api';
import { type Context, logs, SeverityNumber } from '@opentelemetry/api';
import { EVENT_JOB_STARTED } from './semconv.ts';

/** Reads `SIGNALBOX_STARTED_AFTER_MS`: how long an attempt runs before it is told of; 0 = at once, `off` = never. Default 2000. */
export function startedAfterMs(value: string | undefined): number | null {
  const text = value?.trim() ?? '';
  if (text === 'off') return null;
  const ms = Number(text);
  return text !== '' && Number.isFinite(ms) && ms >= 0 ? ms : 2_000;
}

const afterMs = startedAfterMs(process.env.SIGNALBOX_STARTED_AFTER_MS);

/**
 * A span is only sent when it ends, so that a long job would not be seen while it runs. Tells of an attempt that runs for some time already,
 * in the context `ctx` that holds its span; short ones cost a timer and nothing else. Call what is returned when the attempt is over.
 */
export function tellWhileRunning(scope: string, ctx: Context, attributes: Attributes): () => void {
  if (afterMs === null) return () => {};
  const timestamp = Date.now();
  const tell = () =>
    logs.getLogger(scope).emit({
      eventName: EVENT_JOB_STARTED,
      severityNumber: SeverityNumber.DEBUG,
      body: 'job started',
      timestamp,
      context: ctx,
      attributes,
    });
  if (afterMs === 0) {
    tell();
    return () => {};
  }
  const timer = setTimeout(tell, afterMs);
  timer.unref();
  return () => clearTimeout(timer);
}
