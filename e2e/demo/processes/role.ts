import { flushTelemetry } from '#otel/index.ts';
import { complain } from '../complain.ts';

/**
 * Runs a demo process until SIGTERM, or until the demo's main process is gone (its channel closes): then `close`, flush, exit 0.
 * Tells the main process that it is ready, with what `start` says of itself.
 */
export async function runRole(
  start: () => Promise<{ info?: Record<string, unknown>; close(): Promise<void> }>,
): Promise<void> {
  const role = await start();
  let isClosing = false;
  const stop = async () => {
    if (isClosing) return;
    isClosing = true;
    await role.close().catch(complain);
    await flushTelemetry();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', () => {});
  process.on('disconnect', stop);
  process.send?.({ ready: true, ...role.info });
}
