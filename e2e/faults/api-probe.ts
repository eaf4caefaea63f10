// Asks the API as a screen does, again and again, while a fault is played: is it answered, with what, and how fast?
import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from '../product/start-product.ts';

export interface ProbeFigures {
  uiAsked: number;
  /** Answers by status, as `200:40 503:2`; 0 = none within 15 s. */
  uiCodes: string;
  uiP95Ms: number;
  uiMaxMs: number;
  /** An internal fault (500), or none at all: what a screen cannot explain. */
  uiUnexplained: number;
}

/** Asks four times a second until `stop`. */
export function probeApi(product: Product, resource = '/queues?environment=faults'): { stop(): Promise<ProbeFigures> } {
  const codes = new Map<number, number>();
  const times: number[] = [];
  let isEnding = false;
  const done = (async () => {
    while (!isEnding) {
      const beganAt = performance.now();
      const answer = await fetch(`${product.url}/api/v1${resource}`, {
        headers: { authorization: `Bearer ${product.token}` },
        signal: AbortSignal.timeout(15_000),
      }).catch(() => null);
      await answer?.text().catch(() => '');
      times.push(performance.now() - beganAt);
      const status = answer?.status ?? 0;
      codes.set(status, (codes.get(status) ?? 0) + 1);
      await sleep(250);
    }
  })();
  return {
    async stop() {
      isEnding = true;
      await done;
      times.sort((a, b) => a - b);
      return {
        uiAsked: times.length,
        uiCodes: [...codes].map(([code, count]) => `${code}:${count}`).join(' '),
        uiP95Ms: Math.round(times[Math.ceil(0.95 * times.length) - 1] ?? 0),
        uiMaxMs: Math.round(times.at(-1) ?? 0),
        uiUnexplained: (codes.get(500) ?? 0) + (codes.get(0) ?? 0),
      };
    },
  };
}
