// A workload with every kind of end that pg-boss knows, done by the real library and written down. Workers are loops of `fetch` and
// `complete` or `fail`, which bound each moment more closely than the library's own polling worker.
import { randomUUID } from 'node:crypto';
import type { PgBoss, SendOptions } from 'pg-boss';
import { WorkLedger } from '#lib/testing/work-ledger.ts';

interface Task {
  correlationId: string;
  kind: string;
  workMs: number;
}

interface Kind {
  /** Of a hundred jobs. */
  share: number;
  options: SendOptions;
  state: 'succeeded' | 'dead';
  /** How many attempts fail before one does not. */
  failures?: number;
}

const kinds: Record<string, Kind> = {
  success: { share: 52, options: {}, state: 'succeeded' },
  'retried at once': { share: 10, options: { retryLimit: 3, retryDelay: 0 }, state: 'succeeded', failures: 2 },
  'retried later': { share: 8, options: { retryLimit: 2, retryDelay: 1 }, state: 'succeeded', failures: 1 },
  'retried with backoff': {
    share: 4,
    options: { retryLimit: 2, retryDelay: 1, retryBackoff: true },
    state: 'succeeded',
    failures: 1,
  },
  exhausted: { share: 10, options: { retryLimit: 1, retryDelay: 0, deadLetter: 'dead' }, state: 'dead', failures: 9 },
  delayed: { share: 8, options: { startAfter: 1 }, state: 'succeeded' },
  prioritised: { share: 8, options: { priority: 9 }, state: 'succeeded' },
};
const queue = 'mail';
/** Where nobody works but by hand. */
const desk = 'desk';
const loops = 6;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Does about `count` jobs and resolves with what was written down, when all are over. `boss` supervises once a second. */
export async function doLedgerWork(boss: PgBoss, count: number): Promise<WorkLedger> {
  const ledger = new WorkLedger();
  await boss.createQueue('dead');
  await boss.createQueue(queue);
  await boss.createQueue(desk, { retryLimit: 0 });
  let isOver = false;
  const workers = Array.from({ length: loops }, async () => {
    while (!isOver) if (!(await workOnce(boss, ledger))) await sleep(15);
  });
  try {
    await Promise.race([enqueueAll(boss, ledger, count), Promise.all(workers)]);
    await flows(boss, ledger, Math.ceil(count / 100));
    await byHand(boss, ledger, Math.ceil(count / 100));
    await expired(boss, ledger);
    while (!isDone(ledger)) {
      await Promise.race([sleep(20), Promise.all(workers)]);
    }
  } finally {
    isOver = true;
    await Promise.all(workers);
  }
  return ledger;
}

/** Takes one job and brings its attempt to the end that its kind asks for; false = there was none. */
async function workOnce(boss: PgBoss, ledger: WorkLedger): Promise<boolean> {
  const asked = Date.now();
  const [job] = await boss.fetch<Task>(queue);
  if (!job) return false;
  const number = ledger.begin(queue, job.id, asked);
  await sleep(job.data.workMs);
  const { failures = 0 } = kinds[job.data.kind] ?? {};
  if (number <= failures) {
    const message = `${job.data.kind}: failure ${number}`;
    ledger.end(queue, job.id, number, 'failed', message);
    await boss.fail(queue, job.id, new RangeError(message));
  } else {
    ledger.end(queue, job.id, number, 'succeeded');
    await boss.complete(queue, job.id, { done: true });
  }
  ledger.confirm(queue, job.id);
  return true;
}

function isDone(ledger: WorkLedger): boolean {
  return ledger.jobs.every(({ attempts, state, kind }) => {
    const wanted = state === 'dead' ? (kinds[kind]?.options.retryLimit ?? 0) + 1 : 1;
    const last = attempts.at(-1);
    if (state === 'cancelled' || state === 'discarded') return true;
    if (attempts.length < wanted || !last?.ended || last.ended.to === Number.POSITIVE_INFINITY) return false;
    return last.state === (state === 'dead' ? 'failed' : 'succeeded');
  });
}

/** Half of them one by one, the others in bulk. */
async function enqueueAll(boss: PgBoss, ledger: WorkLedger, count: number): Promise<void> {
  const all = Object.entries(kinds).flatMap(([kind, { share }]) =>
    Array.from({ length: Math.max(2, Math.round((share * count) / 100)) }, (_, n) => ({ kind, n })),
  );
  all.sort((a, b) => a.n - b.n);
  const half = Math.floor(all.length / 2);
  for (const one of all.slice(0, half)) await enqueue(boss, ledger, [one]);
  for (let from = half; from < all.length; from += 50) await enqueue(boss, ledger, all.slice(from, from + 50));
}

async function enqueue(boss: PgBoss, ledger: WorkLedger, wanted: { kind: string; n: number }[]): Promise<void> {
  const jobs = wanted.map(({ kind, n }) => {
    const data: Task = { correlationId: `${kind.replaceAll(' ', '-')}-${n}`, kind, workMs: 5 + ((n * 7) % 30) };
    return { id: randomUUID(), data, ...kinds[kind]?.options };
  });
  const from = Date.now();
  const [only] = jobs;
  if (jobs.length === 1 && only) {
    const { data, ...options } = only;
    await boss.send(queue, data, options);
  } else await boss.insert(queue, jobs);
  const to = Date.now();
  for (const { id, data, startAfter } of jobs) {
    const { state = 'succeeded' } = kinds[data.kind] ?? {};
    ledger.enqueue({
      queue,
      jobId: id,
      kind: data.kind,
      state,
      enqueued: { from, to },
      delayMs: typeof startAfter === 'number' ? startAfter * 1000 : 0,
      correlationId: data.correlationId,
    });
  }
}

/** A job that waits for another. */
async function flows(boss: PgBoss, ledger: WorkLedger, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const data: Task = { correlationId: `flow-${n}`, kind: 'flow', workMs: 20 };
    const from = Date.now();
    const ids = await boss.flow([
      { ref: 'first', name: queue, data },
      { ref: 'then', name: queue, data, dependsOn: ['first'] },
    ]);
    const enqueued = { from, to: Date.now() };
    for (const [kind, jobId] of Object.entries(ids)) {
      const note = { queue, jobId, kind: `flow ${kind}`, state: 'succeeded', enqueued } as const;
      ledger.enqueue({ ...note, correlationId: data.correlationId });
    }
  }
}

/** Cancelled, deleted, and dead and tried again by a person. */
async function byHand(boss: PgBoss, ledger: WorkLedger, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const add = async (kind: string, state: 'cancelled' | 'discarded' | 'succeeded'): Promise<string> => {
      const data: Task = { correlationId: `${kind}-${n}`, kind, workMs: 5 };
      const from = Date.now();
      const jobId = String(await boss.send(desk, data));
      const note = { queue: desk, jobId, kind, state, correlationId: data.correlationId };
      ledger.enqueue({ ...note, enqueued: { from, to: Date.now() }, isForgotten: state === 'discarded' });
      return jobId;
    };
    await boss.cancel(desk, await add('cancelled', 'cancelled'));
    await boss.deleteJob(desk, await add('deleted', 'discarded'));
    const revived = await add('revived', 'succeeded');
    await attemptByHand(boss, ledger, 'once');
    await boss.retry(desk, revived);
    await attemptByHand(boss, ledger, null);
  }
}

async function attemptByHand(boss: PgBoss, ledger: WorkLedger, failure: string | null): Promise<void> {
  const asked = Date.now();
  const [job] = await boss.fetch<Task>(desk);
  if (!job) throw new Error('nothing to fetch');
  const number = ledger.begin(desk, job.id, asked);
  await sleep(job.data.workMs);
  ledger.end(desk, job.id, number, failure === null ? 'succeeded' : 'failed', failure);
  if (failure === null) await boss.complete(desk, job.id);
  else await boss.fail(desk, job.id, new TypeError(failure));
  ledger.confirm(desk, job.id);
}

/** Whose worker vanished: pg-boss itself fails them when their time is over, and another attempt follows or none. */
async function expired(boss: PgBoss, ledger: WorkLedger): Promise<void> {
  const name = 'fragile';
  await boss.createQueue(name, { expireInSeconds: 1, retryDelay: 0 });
  const ends = [
    { kind: 'expired once', state: 'succeeded', retryLimit: 1 },
    { kind: 'expired for good', state: 'dead', retryLimit: 0 },
  ] as const;
  for (const { kind, state, retryLimit } of ends) {
    const data: Task = { correlationId: kind, kind, workMs: 5 };
    const from = Date.now();
    const jobId = String(await boss.send(name, data, { retryLimit }));
    ledger.enqueue({ queue: name, jobId, kind, state, enqueued: { from, to: Date.now() }, correlationId: kind });
    const asked = Date.now();
    await boss.fetch(name);
    const number = ledger.begin(name, jobId, asked);
    // From when its time is nearly over: the library's own supervision may be the first to see it.
    await sleep(950);
    ledger.end(name, jobId, number, 'failed', 'job timed out');
    // It looks for the overdue at most once a second.
    for (const overdue = state === 'dead' ? 'failed' : 'retry'; ; await sleep(100)) {
      await boss.supervise(name);
      if ((await boss.getJobById(name, jobId))?.state === overdue) break;
    }
    ledger.confirm(name, jobId);
    if (state === 'dead') continue;
    const askedAgain = Date.now();
    await boss.fetch(name);
    const again = ledger.begin(name, jobId, askedAgain);
    ledger.end(name, jobId, again, 'succeeded');
    await boss.complete(name, jobId);
    ledger.confirm(name, jobId);
  }
}
