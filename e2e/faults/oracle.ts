// Reads back through the public API what the ledger says was acknowledged, compares runs and counters with it, and asks the database
// itself for a second opinion on what is stored twice.
import { askApi, type Product } from '../product/start-product.ts';
import type { Ledger } from './ledger.ts';
import type { FaultPostgres } from './postgres.ts';

export interface Verdict {
  acked: number;
  /** Acknowledged and not found. */
  lost: number;
  /** Runs beyond the first of a job. */
  dup: number;
  /** Runs of jobs that nobody sent. */
  ghost: number;
  /** What the queue's own counter says more (or less) than there are runs. */
  counterOff: number;
  /** Rows of spans beyond the first of a span. */
  spanDup: number;
  /** From the call until everything acknowledged was derived, in s. */
  drainS: number;
}

/** The job ids of all runs of queue `run`, in one streamed answer. */
async function storedJobs(product: Product, run: string): Promise<string[]> {
  const response = await fetch(`${product.url}/api/v1/export/runs.jsonl?environment=faults&queue=${run}`, {
    headers: { authorization: `Bearer ${product.token}` },
  });
  if (!response.ok) throw new Error(`the export of runs: ${response.status} ${await response.text()}`);
  const lines = (await response.text()).split('\n').filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { jobId: string }).jobId);
}

/** The succeeded runs of the queue, by the product's own counter. */
export async function counted(product: Product, run: string): Promise<number> {
  interface Queues {
    items: { name: string; window: { succeeded: number } }[];
  }
  const { items } = await askApi<Queues>(product, '/queues?environment=faults&from=now-24h&limit=200');
  return items.find((queue) => queue.name === run)?.window.succeeded ?? 0;
}

/** How many of `wanted` are not among `found`. */
function countMissing(wanted: ReadonlySet<string>, found: ReadonlySet<string>): number {
  let count = 0;
  for (const id of wanted) if (!found.has(id)) count += 1;
  return count;
}

/** Waits until everything acknowledged is derived (at most `limitMs`), then judges. */
export async function judge(
  product: Product & { postgres: Pick<FaultPostgres, 'query'> },
  run: string,
  ledger: Pick<Ledger, 'acked' | 'sent'>,
  limitMs = 60_000,
): Promise<Verdict> {
  const beganAt = Date.now();
  let stored: string[] = [];
  let complaint: unknown = null;
  for (;;) {
    // a product that still recovers may answer with a fault; one that never does is a fault of the product
    stored = await storedJobs(product, run).catch((error: unknown) => {
      complaint = error;
      return [];
    });
    const known = new Set(stored);
    if (countMissing(ledger.acked, known) === 0 || Date.now() - beganAt > limitMs) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  if (stored.length === 0 && complaint) throw complaint;
  const drainS = Math.round((Date.now() - beganAt) / 100) / 10;
  const distinct = new Set(stored);
  const [spans] = await product.postgres.query<{ repeated: number }>(
    'select (count(*) - count(distinct (trace_id, span_id)))::int as repeated from span',
  );
  return {
    acked: ledger.acked.size,
    lost: countMissing(ledger.acked, distinct),
    dup: stored.length - distinct.size,
    ghost: countMissing(distinct, ledger.sent),
    counterOff: (await counted(product, run)) - distinct.size,
    spanDup: spans?.repeated ?? 0,
    drainS,
  };
}

/** Nothing lost, nothing twice, nothing made up, counters equal to the runs. */
export const isClean = (verdict: Verdict): boolean =>
  verdict.lost === 0 && verdict.dup === 0 && verdict.ghost === 0 && verdict.counterOff === 0 && verdict.spanDup === 0;
