// Jobs done by the real library, for tests: what its workers wrote down is the ledger.
import { Logger, run, type TaskList, type WorkerUtils } from 'graphile-worker';
import pg from 'pg';
import type { LedgerEntry } from '#lib/testing/collector-battery.ts';

export const quiet = new Logger(() => () => {});
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Work {
  correlationId: string;
  failures: number;
  workMs: number;
}
interface Times {
  starts: number[];
  ends: number[];
}

/** Does a job of each kind of end with real workers; resolves when all are over. */
export async function work(url: string, utils: WorkerUtils): Promise<LedgerEntry[]> {
  const seen = new Map<string, Times>();
  const due = new Map<string, number>();
  const add = async (payload: Work, { delayMs = 0, maxAttempts = 3 } = {}): Promise<string> => {
    const runAt = delayMs > 0 ? new Date(Date.now() + delayMs) : undefined;
    const job = await utils.addJob('mail', payload, { maxAttempts, ...(runAt ? { runAt } : {}) });
    due.set(job.id, Date.now() + delayMs);
    return job.id;
  };
  const tasks: TaskList = {
    mail: async (payload, { job }) => {
      const { failures, workMs } = payload as Work;
      const times = seen.get(job.id) ?? { starts: [], ends: [] };
      seen.set(job.id, times);
      times.starts.push(Date.now());
      await sleep(workMs);
      times.ends.push(Date.now());
      if (times.ends.length <= failures) throw new TypeError(`failure ${times.ends.length}`);
    },
  };
  const kinds = {
    success: { correlationId: 'c-success', failures: 0, workMs: 60 },
    retry: { correlationId: 'c-retry', failures: 1, workMs: 60 },
    exhausted: { correlationId: 'c-exhausted', failures: 9, workMs: 40 },
    delayed: { correlationId: 'c-delayed', failures: 0, workMs: 30 },
  };
  const ids = {
    success: await add(kinds.success),
    retry: await add(kinds.retry),
    exhausted: await add(kinds.exhausted, { maxAttempts: 1 }),
    delayed: await add(kinds.delayed, { delayMs: 1_000 }),
  };
  const wanted = { success: 1, retry: 2, exhausted: 1, delayed: 1 };
  const runner = await start(url, tasks);
  const isOver = () =>
    Object.entries(ids).every(([kind, id]) => (seen.get(id)?.ends.length ?? 0) >= wanted[kind as keyof typeof wanted]);
  while (!isOver()) await sleep(20);
  await runner.stop();
  const entry = (kind: keyof typeof ids, state: LedgerEntry['state']): LedgerEntry => {
    const { starts = [], ends = [] } = seen.get(ids[kind]) ?? {};
    return {
      queue: 'mail',
      jobId: ids[kind],
      state,
      attempts: wanted[kind],
      waitMs: Math.max(0, (starts[0] ?? 0) - (due.get(ids[kind]) ?? 0)),
      durationMs: (ends.at(-1) ?? 0) - (starts.at(-1) ?? 0),
      error: kinds[kind].failures > 0 ? 'failure 1' : null,
      correlationId: kinds[kind].correlationId,
    };
  };
  return [
    entry('success', 'succeeded'),
    entry('retry', 'succeeded'),
    entry('exhausted', 'dead'),
    entry('delayed', 'succeeded'),
  ];
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
