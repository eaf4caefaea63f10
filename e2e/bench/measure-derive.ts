// How fast one deriver is: fills the inbox through our own ingest, then drains it. Writes to the database it is given.

import { type Figure, spreadOf } from '#e2e/bench/spread.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { createPool, type Pool } from '#lib/db/pool.ts';
import { Deriver } from '#lib/derive/deriver.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { shardCount } from '#lib/ingest/shard.ts';
import { acquireLeases } from '#lib/lease.ts';

const batchItems = 500;

/** `url`: a migrated database. Each round brings `runs` new runs in environments of their own. */
export async function measureDerive(url: string, runs: number, rounds: number): Promise<Figure[]> {
  const pool = createPool({ url, statementTimeoutMs: 120_000 });
  await prepareDatabase(pool);
  const names = Array.from({ length: shardCount }, (_, i) => `derive:${i}`);
  const leases = await acquireLeases(pool, `bench-${process.pid}`, names, 3_600_000);
  const shards = leases.map((lease) => ({ shard: Number(lease.name.split(':')[1]), lease }));
  const deriver = new Deriver(pool);
  const rates: Record<'ingest' | 'derive' | 'writes' | 'wal', number[]> = {
    ingest: [],
    derive: [],
    writes: [],
    wal: [],
  };
  try {
    // What other measurements left in the inbox, and a first turn that warms up.
    while ((await deriver.turn(shards)).items > 0);
    for (let round = 0; round < rounds; round++) {
      const startUs = (Date.now() - 3_600_000) * 1000;
      const stream = jobStream({ runs, runsPerSecond: 2_000, startUs, seed: Date.now() + round });
      for (const item of stream) item.environment = `bench-${process.pid}-${round}`;
      const walStart = await walBytes(pool);
      rates.ingest.push(stream.length / (await seconds(() => fill(pool, stream))));
      const walMiddle = await walBytes(pool);
      let items = 0;
      let writes = 0;
      const took = await seconds(async () => {
        for (let turn = await deriver.turn(shards); turn.items > 0; turn = await deriver.turn(shards)) {
          items += turn.items;
          writes += turn.writes;
        }
      });
      if (items !== stream.length) throw new Error(`the deriver took ${items} of ${stream.length} items`);
      rates.derive.push(items / took);
      rates.writes.push(writes / runs);
      rates.wal.push((await walBytes(pool)) - walMiddle + (walMiddle - walStart));
    }
  } finally {
    await deriver.reset();
    await pool.end();
  }
  const walPerRun = rates.wal.map((bytes) => bytes / runs);
  return [
    { what: 'ingest of evidence alone', unit: 'items/s', spread: spreadOf(rates.ingest), floor: 100_000 },
    { what: 'derive, one deriver', unit: 'items/s', spread: spreadOf(rates.derive), floor: 45_000, aim: 75_000 },
    { what: 'writes a run in a backlog', unit: 'writes', spread: spreadOf(rates.writes), floor: 2.5, isCost: true },
    { what: 'WAL a run, all in', unit: 'bytes', spread: spreadOf(walPerRun), floor: 3_000, aim: 2_000, isCost: true },
  ];
}

async function fill(pool: Pool, stream: readonly Evidence[]): Promise<void> {
  for (let from = 0; from < stream.length; from += batchItems) {
    await commitIngest(pool, { evidence: stream.slice(from, from + batchItems) });
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function walBytes(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: string }>("select (pg_current_wal_lsn() - '0/0')::int8 as n");
  return Number(rows[0]?.n ?? 0);
}
