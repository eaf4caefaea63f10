// The workers that run in this process: one for each library, or for each worker that the library itself tells apart. Kept on a registered
// symbol, as the preload and `signalbox/otel` may be two module instances.

const workersKey = Symbol.for('signalbox.otel.workers');

export interface LocalWorker {
  system: string;
  /** The name by which the library's own spans tell of it; null = the process's. */
  name: string | null;
  queues: Set<string>;
  /** What was said about how many jobs are run at once, by whom it was said of: parts add up. null = not known. */
  parts: Map<string, number | null>;
  busy: number;
  /** When it last had work, ms. */
  lastAtMs: number;
}

type Holder = { [workersKey]?: Map<string, LocalWorker> };

/** Queues made up by the dozen (one for each user) are not told beyond this. */
const maxQueues = 100;
const maxWorkers = 100;
const forgetAfterMs = 600_000;

function workers(): Map<string, LocalWorker> {
  const holder = globalThis as Holder;
  holder[workersKey] ??= new Map();
  return holder[workersKey];
}

const keyOf = (system: string, name: string | null): string => `${system}\0${name ?? ''}`;

/** The worker that takes a job of `queue` now; null when there are too many. */
export function localWorker(system: string, queue: string, name: string | null = null): LocalWorker | null {
  const all = workers();
  const key = keyOf(system, name);
  let worker = all.get(key);
  if (!worker) {
    if (all.size >= maxWorkers) return null;
    worker = { system, name, queues: new Set(), parts: new Map(), busy: 0, lastAtMs: Date.now() };
    all.set(key, worker);
  }
  if (worker.queues.size < maxQueues) worker.queues.add(queue);
  return worker;
}

/** Says that a worker listens on queues, with `concurrency` jobs at once over all of them (null = not known). */
export function declareWorker(
  system: string,
  queues: readonly string[],
  concurrency: number | null,
  name: string | null = null,
): void {
  for (const queue of queues) {
    const worker = localWorker(system, queue, name);
    const part = queues.join('\0');
    if (!worker || queue !== queues[0]) continue;
    const known = worker.parts.get(part);
    worker.parts.set(part, concurrency === null || known === null ? null : concurrency + (known ?? 0));
  }
}

/** It listens on that queue no more. */
export function leaveQueue(system: string, queue: string, name: string | null = null): void {
  const all = workers();
  const worker = all.get(keyOf(system, name));
  if (!worker) return;
  worker.queues.delete(queue);
  worker.parts.delete(queue);
  if (worker.queues.size === 0) all.delete(keyOf(system, name));
}

/** How many jobs it would run at once; null = not known. */
export function concurrencyOf({ parts }: LocalWorker): number | null {
  if (parts.size === 0) return null;
  let sum = 0;
  for (const part of parts.values()) {
    if (part === null) return null;
    sum += part;
  }
  return sum;
}

/** Workers to tell of now. One that nobody declared and that has been idle for ten minutes is forgotten. */
export function livingWorkers(nowMs: number): LocalWorker[] {
  const all = workers();
  for (const [key, worker] of all) {
    if (worker.parts.size === 0 && worker.busy === 0 && nowMs - worker.lastAtMs > forgetAfterMs) all.delete(key);
  }
  return [...all.values()];
}
