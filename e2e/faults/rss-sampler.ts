// The memory of the product's processes while a fault is played, by their part in it; a process that is started again counts as the same part.
import { readFile } from 'node:fs/promises';
import { descendants } from '../product/processes.ts';
import type { Product } from '../product/start-product.ts';

const parts = { door: '--roles=door', worker: '--roles=watcher', web: 'next-server' } as const;
const everyMs = 500;

export interface RssPeaks {
  rssDoorMib: number;
  rssWorkerMib: number;
  rssWebMib: number;
}

/** Peak resident memory of each part, from now until `stop`, read twice a second. `ownDoor`: the id of a door that the launcher does not know. */
export function sampleRss(product: Product, ownDoor: () => number = () => 0): { stop(): Promise<RssPeaks> } {
  const peaks: Record<keyof typeof parts, number> = { door: 0, worker: 0, web: 0 };
  const ending = new AbortController();
  const done = (async () => {
    while (!ending.signal.aborted) {
      for (const [part, words] of Object.entries(parts) as [keyof typeof parts, string][]) {
        const pids = await descendants(product.pid, words);
        if (part === 'door' && ownDoor() > 0) pids.push(ownDoor());
        for (const pid of pids) {
          const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
          peaks[part] = Math.max(peaks[part], Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024));
        }
      }
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        ending.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve(null);
        });
      });
    }
  })();
  return {
    async stop() {
      ending.abort();
      await done;
      return { rssDoorMib: peaks.door, rssWorkerMib: peaks.worker, rssWebMib: peaks.web };
    },
  };
}
