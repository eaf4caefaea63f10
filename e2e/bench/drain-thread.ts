// A deriver in a thread with the limits it has in the product; drains the inbox whenever it is told to, and tells what that took.
import { parentPort, workerData } from 'node:worker_threads';
import { createPool } from '#lib/db/pool.ts';
import { Deriver } from '#lib/derive/deriver.ts';
import { shardCount } from '#lib/ingest/shard.ts';
import { acquireLeases } from '#lib/lease.ts';

export interface Drained {
  items: number;
  writes: number;
  seconds: number;
  /** Of this process, garbage collection included. */
  cpuSeconds: number;
  /** Share of the time that went into rollups. */
  upkeep: number;
}

const { url, name } = workerData as { url: string; name: string };
const pool = createPool({ url, statementTimeoutMs: 120_000, applicationName: name });
const names = Array.from({ length: shardCount }, (_, i) => `derive:${i}`);
const leases = await acquireLeases(pool, `bench-${process.pid}`, names, 3_600_000);
const shards = leases.map((lease) => ({ shard: Number(lease.name.split(':')[1]), lease }));
const deriver = new Deriver(pool);

parentPort?.on('message', async (message: 'drain' | 'close') => {
  if (message === 'close') {
    await deriver.reset();
    await pool.end();
    parentPort?.close();
    return;
  }
  const sum: Drained = { items: 0, writes: 0, seconds: 0, cpuSeconds: 0, upkeep: 0 };
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (let turn = await deriver.turn(shards); turn.items > 0; turn = await deriver.turn(shards)) {
    sum.items += turn.items;
    sum.writes += turn.writes;
    sum.upkeep += turn.upkeepMs / 1000;
  }
  sum.seconds = (performance.now() - startedAt) / 1000;
  sum.upkeep /= sum.seconds;
  const { user, system } = process.cpuUsage(cpu);
  sum.cpuSeconds = (user + system) / 1e6;
  parentPort?.postMessage(sum);
});
parentPort?.postMessage('ready');
