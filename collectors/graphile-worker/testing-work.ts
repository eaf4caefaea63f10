// Jobs done by the real library, for tests: what its workers wrote down is the ledger.
import { Logger, run, type TaskList, type WorkerUtils } from 'graphile-worker';
import pg from 'pg';
import { entriesOf, type LedgerEntry } from '#lib/testing/collector-battery.ts';
import { WorkLedger } from '#lib/testing/work-ledger.ts';

export const quiet = new Logger(() => () => {});
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Work {
  correlationId: string;
  failures: number;
  workMs: number;
}
/** Does a job of each kind of end with real workers; resolves when all are over. */
export async function work(url: string, utils: WorkerUtils): Promise<LedgerEntry[]> {
  const ledger = new WorkLedger();
  const add = async (kind: keyof typeof kinds, { delayMs = 0, maxAttempts = 3 } = {}): Promise<string> => {
    const payload = kinds[kind];
    const from = Date.now();
    const runAt = delayMs > 0 ? new Date(Date.now() + delayMs) : undefined;
    const job = await utils.addJob('mail', payload, { maxAttempts, ...(runAt ? { runAt } : {}) });
    const state = kind === 'exhausted' ? 'dead' : 'succeeded';
    const note = { queue: 'mail', jobId: job.id, kind, state, correlationId: payload.correlationId } as const;
    ledger.enqueue({ ...note, enqueued: { from, to: Date.now() }, dueMs: runAt?.getTime() ?? 0 });
    return job.id;
  };
  const tasks: TaskList = {
    mail: async (payload, { job }) => {
      const { failures, workMs } = payload as Work;
      const number = ledger.begin('mail', job.id, job.locked_at?.getTime() ?? 0);
      await sleep(workMs);
      const error = number <= failures ? `failure ${number}` : null;
      ledger.end('mail', job.id, number, error === null ? 'succeeded' : 'failed', error);
      if (error !== null) throw new TypeError(error);
    },
  };
  const kinds = {
    success: { correlationId: 'c-success', failures: 0, workMs: 60 },
    retry: { correlationId: 'c-retry', failures: 1, workMs: 60 },
    exhausted: { correlationId: 'c-exhausted', failures: 9, workMs: 40 },
    delayed: { correlationId: 'c-delayed', failures: 0, workMs: 30 },
  };
  const ids = {
    success: await add('success'),
    retry: await add('retry'),
    exhausted: await add('exhausted', { maxAttempts: 1 }),
    delayed: await add('delayed', { delayMs: 1_000 }),
  };
  const wanted = { success: 1, retry: 2, exhausted: 1, delayed: 1 };
  const runner = await start(url, tasks);
  const isOver = () =>
    Object.entries(ids).every(
      ([kind, id]) =>
        ledger.attemptsOf('mail', id).filter(({ ended }) => ended).length >= wanted[kind as keyof typeof wanted],
    );
  while (!isOver()) await sleep(20);
  await runner.stop();
  // The library says that a job is over before the database has heard of it: only now all have been written off.
  for (const id of Object.values(ids)) for (const _ of ledger.attemptsOf('mail', id)) ledger.confirm('mail', id);
  return entriesOf(ledger);
}

/**
 * Real workers on `tasks`. The caller stops them, which waits until no job is held: the library's own `stop` is over before its last
 * jobs are written off.
 */
export async function start(url: string, taskList: TaskList): Promise<{ stop: () => Promise<void> }> {
  const runner = await run({
    connectionString: url,
    taskList,
    concurrency: 2,
    pollInterval: 100,
    noHandleSignals: true,
    logger: quiet,
  });
  return {
    stop: async () => {
      await runner.stop();
      await untilNoneIsHeld(url);
    },
  };
}

async function untilNoneIsHeld(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const held = 'select from graphile_worker._private_jobs where locked_at is not null';
    while ((await client.query(held)).rowCount !== 0) await sleep(10);
  } finally {
    await client.end();
  }
}
