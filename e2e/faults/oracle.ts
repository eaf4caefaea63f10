// Reads back through the public API what the ledger says was acknowledged, and compares runs and counters with it.
import { askApi, type Product } from '../product/start-product.ts';
import type { Ledger } from './ledger-sender.ts';

export interface Verdict {
  acked: number;
  /** Acknowledged and not found. */
  lost: number;
  /** Runs beyond the first of a job. */
  dup: number;
  /** What the queue's own counter says more (or less) than there are runs. */
  counterOff: number;
}

interface Page {
  items: { jobId: string }[];
  nextCursor: string | null;
}

async function storedJobs(product: Product, run: string): Promise<string[]> {
  const jobs: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const after = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page = await askApi<Page>(product, `/runs?environment=faults&queue=${run}&limit=200${after}`);
    jobs.push(...page.items.map((item) => item.jobId));
    cursor = page.nextCursor;
    if (cursor === null) return jobs;
  }
}

async function counted(product: Product, run: string): Promise<number> {
  interface Queues {
    items: { name: string; window: { succeeded: number } }[];
  }
  const { items } = await askApi<Queues>(product, '/queues?environment=faults&from=now-24h&limit=200');
  return items.find((queue) => queue.name === run)?.window.succeeded ?? 0;
}

/** Waits until everything acknowledged is derived (at most a minute), then judges. */
export async function judge(product: Product, run: string, ledger: Ledger): Promise<Verdict> {
  const deadline = Date.now() + 60_000;
  let stored = await storedJobs(product, run);
  while (new Set(stored).size < ledger.acked.size && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    stored = await storedJobs(product, run);
  }
  const distinct = new Set(stored);
  const lost = [...ledger.acked].filter((id) => !distinct.has(id)).length;
  return {
    acked: ledger.acked.size,
    lost,
    dup: stored.length - distinct.size,
    counterOff: (await counted(product, run)) - distinct.size,
  };
}

export const isClean = (verdict: Verdict): boolean =>
  verdict.lost === 0 && verdict.dup === 0 && verdict.counterOff === 0;
