import { type ResourceLimits, Worker } from 'node:worker_threads';
import { DeriveCounters } from '#lib/derive/derive-counters.ts';
import type { Turn } from '#lib/derive/deriver.ts';
import { deriverThreadLimits, prepareDeriverHeap } from '#lib/derive/deriver-heap.ts';
import type { DeriverThreadData } from '#lib/derive/deriver-thread.ts';
import { AppError } from '#lib/errors.ts';
import { newHolder, releaseLeasesOf } from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import type { RoleContext } from '#lib/role.ts';

const restartMs = 2_000;

/** Most items of the first batch after the thread died, time after time: if it is a batch that it dies of, smaller ones get through. */
const batchesAfterDeath = [undefined, 2_000, 100, 1];
/** A thread that lived so long did not die of a batch. */
const longLifeMs = 60_000;

/** Starts the deriver in a worker thread, and again should that thread die. `close` lets it finish its batch and give its shards back. */
export async function startDeriver(
  { settings, pool, report }: RoleContext,
  resourceLimits: ResourceLimits = deriverThreadLimits,
): Promise<{ close(): Promise<void> }> {
  const { databaseUrl } = settings;
  if (databaseUrl === null) throw new AppError('invalid_input', 'The deriver needs DATABASE_URL.');
  let worker: Worker | null = null;
  let isClosed = false;
  let deaths = 0;
  let timer: NodeJS.Timeout | undefined;
  const counters = new DeriveCounters();
  report?.add({
    metrics: () => counters.metrics(),
    readiness: () => ({
      isReady: worker !== null,
      reasons: worker ? [] : ['the deriver stopped; it is started again'],
    }),
  });
  const start = (): void => {
    const startedAt = performance.now();
    const holder = newHolder();
    const data: DeriverThreadData = { databaseUrl, holder, maxItems: batchesAfterDeath[deaths] };
    prepareDeriverHeap(resourceLimits);
    const next = new Worker(new URL('./deriver-thread.ts', import.meta.url), {
      workerData: data,
      resourceLimits,
    });
    worker = next;
    next.on('message', (turn: Turn | null) => counters.count(turn));
    next.on('error', (error) => log.error({ err: error }, 'The deriver stopped.'));
    next.on('exit', () => {
      worker = null;
      const isShort = performance.now() - startedAt < longLifeMs;
      deaths = isShort ? Math.min(deaths + 1, batchesAfterDeath.length - 1) : 0;
      if (isClosed) return;
      timer = setTimeout(start, restartMs);
      // else the next one would wait until they run out
      releaseLeasesOf(pool, holder).catch((error) =>
        log.warn({ err: error }, 'A dead deriver keeps its leases until they run out.'),
      );
    });
  };
  start();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      const running = worker;
      if (!running) return;
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.postMessage('close');
      await ended;
    },
  };
}
