// The preload and `signalbox/otel` may be loaded as two module instances; they meet on this registered symbol.
import { trace } from '@opentelemetry/api';

const handleKey = Symbol.for('signalbox.otel.handle');

/** What the preload leaves for the rest of the kit. */
export interface TelemetryHandle {
  /** Sends what is waiting; resolves when sent or after `timeoutMs`, and never rejects. */
  flush(timeoutMs?: number): Promise<void>;
}

type Holder = { [handleKey]?: TelemetryHandle };

export function setTelemetryHandle(handle: TelemetryHandle): void {
  (globalThis as Holder)[handleKey] = handle;
}

export function getTelemetryHandle(): TelemetryHandle | undefined {
  return (globalThis as Holder)[handleKey];
}

/** Resolves when `work` is done or after `timeoutMs`, whichever is first; never rejects, and does not hold the process open. */
export async function within(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work.catch(() => {}), limit]);
  clearTimeout(timer);
}

/** What a tracer provider of any SDK offers, behind the API's proxy. */
interface FlushableProvider {
  getDelegate?(): FlushableProvider;
  forceFlush?(): Promise<void>;
}

/**
 * Sends all finished spans and logs now, for programs that call `process.exit()` themselves and for functions that are frozen after their
 * answer. Without the preload, whatever SDK is registered is asked to. Resolves after `timeoutMs` at the latest and never rejects.
 */
export async function flushTelemetry(timeoutMs = 3000): Promise<void> {
  const handle = getTelemetryHandle();
  if (handle) return handle.flush(timeoutMs);
  const provider = trace.getTracerProvider() as FlushableProvider;
  const sdk = provider.getDelegate?.() ?? provider;
  if (sdk.forceFlush) await within(sdk.forceFlush(), timeoutMs);
}
