import type { EventEmitter } from 'node:events';
import { type TelemetryHandle, within } from './telemetry-handle.ts';

/** The parts of `process` that are used, so that a test can stand in. */
export interface ExitingProcess extends Pick<EventEmitter, 'on' | 'once' | 'removeListener' | 'listenerCount'> {
  pid: number;
  kill(pid: number, signal: NodeJS.Signals): boolean;
}

const signals = ['SIGTERM', 'SIGINT'] as const;
/** How often a program that is winding up is flushed, ms: it may end at any moment, by `process.exit()`. */
const windingUpMs = 100;

/**
 * Flushes when the process runs out of work and on SIGTERM and SIGINT. Listening for a signal switches off Node's own reaction to it, so where
 * nobody else listens the signal is sent once more after the flush; where somebody does, ending the process stays with them, and what their last
 * jobs tell is sent at once.
 */
export function flushAtExit(target: ExitingProcess, flush: () => Promise<void>, limitMs = 3000): TelemetryHandle {
  const handle: TelemetryHandle = { flush: (timeoutMs = limitMs) => within(flush(), timeoutMs) };
  target.once('beforeExit', () => void handle.flush());
  let isWindingUp = false;
  for (const signal of signals) {
    const onSignal = async () => {
      const isAlone = target.listenerCount(signal) === 1;
      if (!isWindingUp) setInterval(() => void handle.flush(), windingUpMs).unref();
      isWindingUp = true;
      await handle.flush();
      if (!isAlone) return;
      target.removeListener(signal, onSignal);
      target.kill(target.pid, signal);
    };
    target.on(signal, onSignal);
  }
  return handle;
}
