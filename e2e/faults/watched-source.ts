// Sources as an operator adds, changes and removes them, and what the product says of them.
import { askApi, type Product } from '../product/start-product.ts';
import { askUntil } from './stored-runs.ts';

export interface SourceSeen {
  id: string;
  name: string;
  status: 'ok' | 'stale' | 'failing' | 'waiting' | 'disabled';
  lastError: { message: string } | null;
  freshness: { lastReadAt: string | null; staleAfter: string | null };
}

export interface QueueSeen {
  name: string;
  source: string;
  health: string;
  depth: Record<'queued' | 'scheduled' | 'running' | 'dead', number | null> | null;
  updatedAt: string | null;
  staleAfter: string | null;
}

export interface GapSeen {
  queue: string;
  lost: number | null;
  cause: string;
}

async function ask(product: Product, method: string, resource: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${product.url}/api/v1${resource}`, {
    method,
    headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json', origin: product.url },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${resource}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** Adds a source in the faults' environment; a second's interval unless `more` says otherwise. */
export async function addSource(
  product: Product,
  name: string,
  config: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Promise<string> {
  const source = { name, kind: 'bullmq', environment: 'faults', pollMs: 1_000, config, ...more };
  return ((await ask(product, 'POST', '/sources', source)) as { id: string }).id;
}

export const changeSource = (product: Product, id: string, change: Record<string, unknown>): Promise<unknown> =>
  ask(product, 'PATCH', `/sources/${id}`, change);

export const removeSource = (product: Product, id: string): Promise<unknown> =>
  ask(product, 'DELETE', `/sources/${id}`);

export async function sourceNamed(product: Product, name: string): Promise<SourceSeen | undefined> {
  const { items } = await askApi<{ items: SourceSeen[] }>(product, '/sources?limit=200');
  return items.find((source) => source.name === name);
}

/** Asks until the source is as wanted; answers what it was last. */
export const untilSource = (
  product: Product,
  name: string,
  isAsWanted: (source: SourceSeen) => boolean,
  limitMs = 60_000,
): Promise<SourceSeen | undefined> =>
  askUntil(
    () => sourceNamed(product, name),
    (source) => source !== undefined && isAsWanted(source),
    limitMs,
  );

export async function queueOf(product: Product, source: string, name: string): Promise<QueueSeen | undefined> {
  const { items } = await askApi<{ items: QueueSeen[] }>(
    product,
    `/queues?environment=faults&source=${source}&limit=200`,
  );
  return items.find((queue) => queue.name === name);
}

export async function gapsOf(product: Product, source: string): Promise<GapSeen[]> {
  const { items } = await askApi<{ items: { source: string; gaps: GapSeen[] }[] }>(product, '/trust');
  return items.filter((item) => item.source === source).flatMap(({ gaps }) => gaps);
}

/** ms since the source was last read; null = never. */
export function ageOf(source: SourceSeen | undefined): number | null {
  const at = source?.freshness.lastReadAt;
  return at ? Date.now() - Date.parse(at) : null;
}
