// The preload and `signalbox/otel` may be loaded as two module instances; they meet on this registered symbol.

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

/** Sends all finished spans and logs now. For programs that call `process.exit()` themselves; does nothing without the preload. */
export async function flushTelemetry(timeoutMs = 3000): Promise<void> {
  await getTelemetryHandle()?.flush(timeoutMs);
}
