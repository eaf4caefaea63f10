// Quick jobs while nobody watches: far more than the event log keeps. What was lost is counted to the entry, and every final state that is
// still in the backend is found. GAP_JOBS=20000 for the long form.
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAll, runsOf } from '#lib/testing/read-source.ts';
import { startRedis, type TestRedis } from '#lib/testing/redis.ts';
import { bullmqConfigSchema } from './config.ts';
import { collector } from './read.ts';

const count = Number(process.env.GAP_JOBS ?? 2_000);
/** What the log keeps, about: less than the jobs' four entries each, as in a log of 10,000 and 20,000 jobs. */
const kept = count / 2;

let server: TestRedis;
let admin: Redis;
beforeAll(async () => {
  server = await startRedis();
  admin = new Redis(server.url);
});
afterAll(async () => {
  await admin.quit();
  await server.stop();
});

const settings = () => ({
  name: 'busy',
  kind: 'bullmq',
  environment: 'test',
  config: bullmqConfigSchema.parse({ url: server.url }),
  pollMs: 250,
  correlation: { pointers: [] },
  payload: { allow: [], redact: [] },
});

it('counts what was lost and finds every final state', { timeout: 600_000 }, async () => {
  const connection = { host: '127.0.0.1', port: server.port };
  const queue = new Queue('quick', { connection, streams: { events: { maxLen: kept } } });
  await queue.waitUntilReady();
  await queue.add('first', { fails: false });
  const before = await collector.open(settings());
  const first = await readAll(before, null);
  await before.close();
  const addedBefore = await entriesAdded();

  const worker = new Worker('quick', async (job) => fail(job.data.fails), { connection, concurrency: 100 });
  worker.on('error', () => {});
  for (let from = 0; from < count; from += 500) {
    await queue.addBulk(
      Array.from({ length: 500 }, (_, n) => ({
        name: 'job',
        data: { fails: (from + n) % 10 === 0, correlationId: `c-${from + n}` },
      })),
    );
  }
  const ended = async () => (await queue.getCompletedCount()) + (await queue.getFailedCount());
  while ((await ended()) <= count) await new Promise((resolve) => setTimeout(resolve, 50));
  await worker.close();

  const left = (await admin.xlen('bull:quick:events')) as number;
  const lost = (await entriesAdded()) - addedBefore - left;
  const after = await collector.open(settings());
  const second = await readAll(after, first.cursor);
  await after.close();
  expect(lost).toBeGreaterThan(count);
  expect(second.gaps.map((gap) => [gap.queue, gap.lost, gap.cause])).toEqual([['quick', lost, 'trimmed']]);
  const states = { succeeded: 0, dead: 0, other: 0 };
  const runs = runsOf([...first.evidence, ...second.evidence]);
  for (const { state } of runs.values()) states[state === 'succeeded' || state === 'dead' ? state : 'other']++;
  expect(states).toEqual({ succeeded: 1 + count - count / 10, dead: count / 10, other: 0 });
  const correlated = [...runs.values()].filter((run) => run.correlation?.id.startsWith('c-')).length;
  expect(correlated).toBe(count);
  await queue.close();
});

async function entriesAdded(): Promise<number> {
  const info = (await admin.call('XINFO', 'STREAM', 'bull:quick:events')) as unknown[];
  return Number(info[info.indexOf('entries-added') + 1]);
}

function fail(isFailing: boolean): void {
  if (isFailing) throw new RangeError('every tenth');
}
