// A load from a thread of its own: a sender that does as much as it can would hold up whatever else is sent from its thread, and the times
// measured there would be its own.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Ledger } from './ledger.ts';
import { type Load, startLoad } from './ledger-sender.ts';

interface Asked {
  otlpUrl: string;
  run: string;
  load: Omit<Load, 'signal' | 'ledger'>;
}

/** As `startLoad`; what was noted is known once it stopped. */
export function startLoadThread(otlpUrl: string, run: string, load: Asked['load']): { stop(): Promise<Ledger> } {
  const worker = new Worker(new URL(import.meta.url), { workerData: { otlpUrl, run, load } satisfies Asked });
  return {
    async stop() {
      const told = once(worker, 'message') as Promise<[Ledger & { originMs: number }]>;
      worker.postMessage('stop');
      const [{ originMs, ...noted }] = await told;
      await worker.terminate();
      const ledger = Object.assign(new Ledger(), noted);
      // its clock began with its thread
      for (const one of ledger.times) one.at += originMs - performance.timeOrigin;
      return ledger;
    },
  };
}

if (!isMainThread && parentPort) {
  const { otlpUrl, run, load } = workerData as Asked;
  const { stop } = startLoad(otlpUrl, run, load);
  parentPort.once('message', async () => {
    parentPort?.postMessage({ ...(await stop()), originMs: performance.timeOrigin });
  });
}
