// Every kind of end, against what the workers wrote down: each run's state, attempts, errors, wait (± 50 ms) and duration (± 20 ms).
// LEDGER_JOBS=1500 for the long form.
import * as bullmq6 from 'bullmq';
import * as bullmq5 from 'bullmq5';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareLedger } from '#lib/testing/compare-ledger.ts';
import { readAll, readDuring, runsOf } from '#lib/testing/read-source.ts';
import { startRedis, type TestRedis } from '#lib/testing/redis.ts';
import { bullmqConfigSchema } from './config.ts';
import { collector } from './read.ts';
import { doLedgerWork } from './testing-ledger-work.ts';
import type { Library } from './testing-workshop.ts';

const count = Number(process.env.LEDGER_JOBS ?? 300);
/** As often as a watcher may look at the fastest. */
const pollMs = 250;

let server: TestRedis;
beforeEach(async () => {
  server = await startRedis();
});
afterEach(() => server.stop());

function libraryOf(name: Library['name'], prefix: string): Library {
  const classes = (name === 'bullmq' ? bullmq6 : bullmq5) as typeof bullmq6;
  const options = { connection: { host: '127.0.0.1', port: server.port }, prefix };
  return {
    name,
    url: server.url,
    queue: (queue) => new classes.Queue(queue, options),
    worker: (queue, handle, more) => new classes.Worker(queue, handle, { ...options, ...more }),
    flow: () => new classes.FlowProducer(options),
    Unrecoverable: classes.UnrecoverableError,
    Delayed: classes.DelayedError,
  };
}

describe.each([
  ['bullmq', 'BullMQ 6'],
  ['bullmq5', 'BullMQ 5'],
] as const)('%s', (name, title) => {
  it(`${title}: every run equals the ledger`, { timeout: 180_000 }, async () => {
    const prefix = 'bull';
    const settings = {
      name: 'ledger',
      kind: 'bullmq',
      environment: 'test',
      config: bullmqConfigSchema.parse({ url: server.url, prefix }),
      pollMs,
      correlation: { pointers: [] },
      payload: { allow: [], redact: [] },
    };
    const reader = await collector.open(settings);
    const watched = await readDuring(reader, null, () => doLedgerWork(libraryOf(name, prefix), count), pollMs);
    await reader.close();
    // Queues are looked for seldom on a busy machine: who goes on from the cursor looks at once.
    const next = await collector.open(settings);
    watched.evidence.push(...(await readAll(next, watched.cursor)).evidence);
    await next.close();
    const runs = runsOf(watched.evidence);
    const ledger = watched.result;
    const { faults, waitErrorsMs, durationErrorsMs } = compareLedger(runs, ledger.jobs, { isComplete: true });
    if (process.env.LEDGER_JOBS) {
      const worst = (errors: number[]) => `${errors.at(-1)} ms`;
      console.info(
        `${title}: ${ledger.jobs.length} jobs, ${faults.length} faults, wait off by at most ${worst(waitErrorsMs)}, duration ${worst(durationErrorsMs)}`,
      );
    }
    expect(faults).toEqual([]);
    expect(watched.gaps).toEqual([]);
    const parents = new Map(
      watched.evidence.flatMap(({ names, edges }) =>
        (edges ?? []).map(({ to }) => [names.jobId, 'job' in to ? to.job.jobId : null]),
      ),
    );
    const children = ledger.jobs.filter(({ parentJobId }) => parentJobId !== null);
    expect(children.map(({ jobId }) => parents.get(jobId))).toEqual(children.map(({ parentJobId }) => parentJobId));
  });
});
