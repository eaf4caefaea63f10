// A workload with every kind of end that BullMQ knows, done by the real library of either major version, and written down.
import type { Job, JobsOptions, Queue } from 'bullmq';
import type { WorkLedger } from '#lib/testing/work-ledger.ts';
import { byHand, flows, scheduled, stalled } from './testing-ledger-ends.ts';
import { type Library, type Task, Workshop } from './testing-workshop.ts';

interface Kind {
  /** Of a hundred jobs. */
  share: number;
  options: JobsOptions;
  state: 'succeeded' | 'dead';
  /** How many attempts fail before one does not. */
  failures?: number;
}

const kinds: Record<string, Kind> = {
  success: { share: 40, options: {}, state: 'succeeded' },
  forgotten: { share: 5, options: { removeOnComplete: true }, state: 'succeeded' },
  'retried at once': { share: 8, options: { attempts: 3 }, state: 'succeeded', failures: 2 },
  'retried later': {
    share: 8,
    options: { attempts: 3, backoff: { type: 'fixed', delay: 150 } },
    state: 'succeeded',
    failures: 1,
  },
  'retried ever later': {
    share: 5,
    options: { attempts: 4, backoff: { type: 'exponential', delay: 60 } },
    state: 'succeeded',
    failures: 3,
  },
  exhausted: {
    share: 8,
    options: { attempts: 2, backoff: { type: 'fixed', delay: 80 } },
    state: 'dead',
    failures: 9,
  },
  unrecoverable: { share: 5, options: { attempts: 5 }, state: 'dead', failures: 9 },
  delayed: { share: 8, options: { delay: 400 }, state: 'succeeded' },
  prioritised: { share: 8, options: { priority: 7 }, state: 'succeeded' },
  'given back': { share: 5, options: {}, state: 'succeeded' },
};

/** Does about `count` jobs and resolves with what was written down, when all are over. */
export async function doLedgerWork(library: Library, count: number): Promise<WorkLedger> {
  const shop = new Workshop(library);
  try {
    await Promise.all([ordinary(shop, count), flows(shop, Math.ceil(count / 50)), scheduled(shop, 5)]);
    await byHand(shop, Math.ceil(count / 50));
    await stalled(shop);
    return shop.ledger;
  } finally {
    await shop.close();
  }
}

function fail(shop: Workshop, job: Job<Task>, number: number): void {
  const { failures = 0 } = kinds[job.data.kind] ?? {};
  if (number > failures) return;
  const message = `${job.data.kind}: failure ${number}`;
  if (job.data.kind === 'unrecoverable') throw new shop.library.Unrecoverable(message);
  throw new RangeError(message);
}

/** One by one and in bulk, on one queue. */
async function ordinary(shop: Workshop, count: number): Promise<void> {
  const queue = shop.queue('mail');
  shop.worker('mail', async (job, number) => fail(shop, job, number));
  const all = Object.entries(kinds).flatMap(([kind, { share }]) =>
    Array.from({ length: Math.max(2, Math.round((share * count) / 100)) }, (_, n) => ({ kind, n })),
  );
  // Half of them one by one, in an order that mixes them; the others in bulk.
  all.sort((a, b) => a.n - b.n);
  const half = Math.floor(all.length / 2);
  for (const { kind, n } of all.slice(0, half)) await add(shop, queue, [{ kind, n }]);
  for (let from = half; from < all.length; from += 50) await add(shop, queue, all.slice(from, from + 50));
  await shop.settled(['mail']);
}

async function add(shop: Workshop, queue: Queue, wanted: { kind: string; n: number }[]): Promise<void> {
  const jobs = wanted.map(({ kind, n }) => {
    const data: Task = { correlationId: `${kind.replaceAll(' ', '-')}-${n}`, kind, workMs: 5 + ((n * 7) % 30) };
    return { name: kind.replaceAll(' ', '-'), data, opts: kinds[kind]?.options ?? {} };
  });
  const from = Date.now();
  const [only] = jobs;
  const added =
    jobs.length === 1 && only ? [await queue.add(only.name, only.data, only.opts)] : await queue.addBulk(jobs);
  const to = Date.now();
  for (const [index, job] of added.entries()) {
    const { data, opts } = jobs[index] as (typeof jobs)[number];
    const { state = 'succeeded' } = kinds[data.kind] ?? {};
    shop.ledger.enqueue({
      queue: queue.name,
      jobId: String(job.id),
      kind: jobs.length > 1 ? `${data.kind} (bulk)` : data.kind,
      state,
      enqueued: { from, to },
      dueMs: opts.delay ? job.timestamp + opts.delay : 0,
      correlationId: data.correlationId,
      isForgotten: opts.removeOnComplete === true,
    });
  }
}
