// What watching costs those who are watched, for `npm run bench`: Redis with many queues of BullMQ, and a pg-boss of very many jobs. Calls the
// readers as the watcher does and prints figures as JSON. Arguments: URL of an empty database, jobs of pg-boss, queues of BullMQ, rounds.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { PgBoss } from 'pg-boss';
import type { Batch, Cursor, Reader } from '#lib/collector.ts';
import { createPool } from '#lib/db/pool.ts';
import { freePort } from '#lib/launch/free-port.ts';
import { collector as bullmq } from './bullmq/read.ts';
import { collector as pgBoss } from './pg-boss/read.ts';

const never = new AbortController().signal;
const poll = (reader: Reader, cursor: Cursor): Promise<Batch> =>
  reader.poll(cursor, { maxItems: 5_000, nowUs: Date.now() * 1000 }, never);
const settings = {
  name: 'bench',
  environment: 'bench',
  correlation: { pointers: [] },
  payload: { allow: [], redact: [] },
};
const usualMs = 1_000;

async function withRedis<T>(work: (redis: Redis, port: number) => Promise<T>): Promise<T> {
  execFileSync('redis-server', ['--version']);
  const port = await freePort();
  const server = spawn('redis-server', ['--port', `${port}`, '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  const exited = once(server, 'exit');
  const redis = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => {});
  try {
    await redis.ping();
    return await work(redis, port);
  } finally {
    redis.disconnect();
    server.kill('SIGTERM');
    await exited;
  }
}

async function measureRedis(redis: Redis, port: number, many: number, rounds: number) {
  await addQueues(redis, 0, 200);
  const reader = await bullmq.open({
    ...settings,
    kind: 'bullmq',
    config: bullmq.configSchema.parse({ url: `redis://127.0.0.1:${port}` }),
    pollMs: 1,
  });
  let cursor: Cursor = null;
  for (let batch = await poll(reader, cursor); ; batch = await poll(reader, cursor)) {
    cursor = batch.next;
    if (!batch.hasMore) break;
  }
  const times: number[] = [];
  /** What of it is ours, whatever else the machine does. */
  const cpuTimes: number[] = [];
  const before = await cpuSeconds(redis);
  for (let round = 0; round < rounds * 4; round++) {
    await pause(5);
    const [began, cpuBegan] = [performance.now(), process.cpuUsage()];
    const batch = await poll(reader, cursor);
    const { user, system } = process.cpuUsage(cpuBegan);
    // Depths of all queues, and what is new in all their logs.
    if (batch.samples.length === 200) times.push(performance.now() - began);
    if (batch.samples.length === 200) cpuTimes.push((user + system) / 1000);
    cursor = batch.next;
  }
  const share = ((await cpuSeconds(redis)) - before) / (rounds * 4) / (usualMs / 1000);
  await reader.close();
  await addQueues(redis, 200, many);
  const fresh = await bullmq.open({
    ...settings,
    kind: 'bullmq',
    config: bullmq.configSchema.parse({ url: `redis://127.0.0.1:${port}` }),
    pollMs: 1,
  });
  let all = await poll(fresh, null);
  while (all.hasMore) all = await poll(fresh, all.next);
  const began = performance.now();
  const cycle = await poll(fresh, all.next);
  const cycleSeconds = (performance.now() - began) / 1000;
  if (cycle.samples.length !== many) throw new Error(`${cycle.samples.length} of ${many} queues were measured`);
  await fresh.close();
  return { snapshotMs: times, snapshotCpuMs: cpuTimes, redisPercent: share * 100, cycleSeconds };
}

async function addQueues(redis: Redis, from: number, to: number): Promise<void> {
  for (let first = from; first < to; first += 500) {
    const pipeline = redis.pipeline();
    for (let queue = first; queue < Math.min(to, first + 500); queue++) {
      const key = `bull:queue-${queue}`;
      pipeline.hset(`${key}:meta`, 'opts.maxLenEvents', 10_000, 'version', 'bullmq:6.7.0');
      pipeline.hset(`${key}:1`, { name: 'job', data: '{}', opts: '{}', timestamp: Date.now() });
      pipeline.lpush(`${key}:wait`, '1').xadd(`${key}:events`, '*', 'event', 'waiting', 'jobId', '1');
    }
    await pipeline.exec();
  }
}

async function cpuSeconds(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  return [...info.matchAll(/used_cpu_(?:user|sys):([\d.]+)/g)].reduce((sum, [, part]) => sum + Number(part), 0);
}

async function measurePgBoss(url: string, jobs: number, rounds: number) {
  const boss = new PgBoss({ connectionString: url, max: 1, supervise: false, schedule: false });
  await boss.start();
  for (const queue of ['mail', 'orders', 'reports']) await boss.createQueue(queue);
  await boss.stop({ graceful: false });
  const pool = createPool({ url, max: 1, statementTimeoutMs: 600_000 });
  await pool.query(
    `insert into pgboss.job (name, data, state, created_on, started_on, completed_on)
     select (array['mail', 'orders', 'reports'])[1 + n % 3], '{"correlationId":"c"}',
            (case when n % 1000 = 0 then 'created' when n % 50 = 0 then 'failed' else 'completed' end)::pgboss.job_state,
            now() - n * interval '1 second', now() - n * interval '1 second', case when n % 1000 > 0 then now() - n * interval '1 second' end
       from generate_series(1, $1::int) n`,
    [jobs],
  );
  await pool.query('vacuum analyze pgboss.job');
  const [at] = (
    await pool.query<{ horizon: number }>('select pg_snapshot_xmax(pg_current_snapshot())::text::int8 as horizon')
  ).rows;
  const reader = await pgBoss.open({
    ...settings,
    kind: 'pg-boss',
    config: pgBoss.configSchema.parse({ url }),
    pollMs: 5_000,
  });
  // As by a watcher that has read everything before: the backlog is another matter.
  let cursor: Cursor = { v: 1, horizon: at?.horizon ?? 0, after: null, until: null, fired: {} };
  const shares: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now();
    const batch = await poll(reader, cursor);
    const costMs = performance.now() - began;
    cursor = batch.next;
    // Depths are measured in the first only, and on a rhythm of their own.
    if (round > 0) shares.push((100 * costMs) / (costMs + Math.max(5_000, batch.restMs ?? 0)));
  }
  await reader.close();
  await pool.end();
  return { databasePercent: shares };
}

const [url = '', jobs, queues, rounds] = process.argv.slice(2);
const onRedis = await withRedis((redis, port) => measureRedis(redis, port, Number(queues), Number(rounds)));
console.log(JSON.stringify({ ...onRedis, ...(await measurePgBoss(url, Number(jobs), Number(rounds))) }));
