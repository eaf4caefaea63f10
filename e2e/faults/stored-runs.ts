// What the product says it stored, read through its public API.
import { askApi, type Product } from '../product/start-product.ts';
import type { Rig } from './rig.ts';

export interface StoredRun {
  id: string;
  environment: string;
  system: string;
  jobId: string | null;
  job: string | null;
  queue: string;
  state: string;
  durationMs: number | null;
  traceId: string | null;
  correlationId: string | null;
  worker: string | null;
  error: { type: string | null; message: string } | null;
}

export interface StoredSpan {
  traceId: string;
  spanId: string;
  name: string;
  service: string;
  statusMessage: string | null;
  startedAt: string;
  durationMs: number | null;
  attributes: Record<string, unknown>;
  events: { name: string; attributes: Record<string, unknown> }[];
  links: { attributes: Record<string, unknown> }[];
  resource?: Record<string, unknown>;
  cut?: Record<string, number> | null;
  flaws?: string[];
}

export interface RunDetail extends Omit<StoredRun, 'attempts'> {
  spans: StoredSpan[];
  areSpansCut: boolean;
  attempts: { error: { type: string | null; message: string; stack: string | null } | null }[];
  logs: { body: string; attributes: Record<string, unknown> | null }[];
}

interface Page {
  items: StoredRun[];
  nextCursor: string | null;
}

/** Asks again until `isEnough` or the time is over, and answers the last answer: who asked judges it. */
export async function askUntil<T>(
  ask: () => Promise<T>,
  isEnough: (value: T) => boolean,
  limitMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = await ask();
    if (isEnough(value) || Date.now() > deadline) return value;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** All runs of a queue in the faults' environment; `from` and `to` as the API takes them. */
export async function runsOf(product: Product, queue: string, window = ''): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (let cursor: string | null = null; ; ) {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/runs?environment=faults&queue=${encodeURIComponent(queue)}&limit=200${window}${after}`;
    const page: Page = await askApi<Page>(product, path);
    runs.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null) return runs;
  }
}

/** The runs of a queue once there are `count`, or those there are after the time. */
export function awaitRuns(
  product: Product,
  queue: string,
  count: number,
  limitMs = 30_000,
  window = '',
): Promise<StoredRun[]> {
  return askUntil(
    () => runsOf(product, queue, window),
    (runs) => runs.length >= count,
    limitMs,
  );
}

export const runDetail = (product: Product, id: string): Promise<RunDetail> =>
  askApi<RunDetail>(product, `/runs/${id}`);

interface TrustItems {
  items: { source: string; rejected: { reason: string; count: number }[]; quarantined: number }[];
}

/** How often records were refused for `reason` so far. A source that is told of in several environments says it in each. */
export async function rejectedFor(product: Product, reason: string): Promise<number> {
  const { items } = await askApi<TrustItems>(product, '/trust');
  const bySource = new Map<string, number>();
  for (const { source, rejected } of items) {
    for (const one of rejected) if (one.reason === reason) bySource.set(source, one.count);
  }
  return [...bySource.values()].reduce((sum, one) => sum + one, 0);
}

/** How many rows lie in quarantine. */
export async function quarantinedCount(product: Product): Promise<number> {
  const { items } = await askApi<TrustItems>(product, '/trust');
  const bySource = new Map(items.map(({ source, quarantined }) => [source, quarantined]));
  return [...bySource.values()].reduce((sum, one) => sum + one, 0);
}

/** The ids of all stored spans of these traces, by the database itself: no answer of the API lists spans of many traces. */
export async function spansStored(rig: Rig, traceIds: readonly string[]): Promise<string[]> {
  const rows = await rig.postgres.query<{ id: string }>(
    `select distinct encode(span_id, 'hex') as id from span where trace_id = any($1::bytea[])`,
    [traceIds.map((id) => Buffer.from(id, 'hex'))],
  );
  return rows.map(({ id }) => id);
}
