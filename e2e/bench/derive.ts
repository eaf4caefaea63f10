// How fast one deriver is: fills the inbox, then drains it. `DATABASE_URL` names an empty, migrated database; it is written to.
//   node e2e/bench/derive.ts [runs]

import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { createPool } from '#lib/db/pool.ts';
import { Deriver } from '#lib/derive/deriver.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { shardCount } from '#lib/ingest/shard.ts';
import { acquireLeases } from '#lib/lease.ts';

const runs = Number(process.argv[2] ?? 20_000);
const pool = createPool({ url: process.env.DATABASE_URL ?? '', statementTimeoutMs: 120_000 });
await prepareDatabase(pool);
const stream = jobStream({ runs, runsPerSecond: 2_000, startUs: (Date.now() - 3_600_000) * 1000, seed: Date.now() });

const wal = async (): Promise<number> =>
  (await pool.query<{ n: number }>("select (pg_current_wal_lsn() - '0/0')::int8 as n")).rows[0]?.n ?? 0;
const batches: (typeof stream)[] = [];
for (let i = 0; i < stream.length; i += 500) batches.push(stream.slice(i, i + 500));

const walStart = await wal();
const ingestStart = performance.now();
for (const evidence of batches) await commitIngest(pool, { evidence });
const ingestMs = performance.now() - ingestStart;
const walMiddle = await wal();

const names = Array.from({ length: shardCount }, (_, i) => `derive:${i}`);
const leases = await acquireLeases(pool, `bench-${process.pid}`, names, 3_600_000);
const shards = leases.map((lease) => ({ shard: Number(lease.name.split(':')[1]), lease }));
const deriver = new Deriver(pool, { maxItems: Number(process.env.MAX_ITEMS ?? 16_000) });
const cpuStart = process.cpuUsage();
const deriveStart = performance.now();
let items = 0;
let writes = 0;
for (;;) {
  const turn = await deriver.turn(shards);
  if (turn.items === 0) break;
  items += turn.items;
  writes += turn.writes;
}
const deriveMs = performance.now() - deriveStart;
const cpu = process.cpuUsage(cpuStart);
const walEnd = await wal();
const perSecond = (n: number, ms: number): string => `${Math.round((n / ms) * 1000).toLocaleString('en')}/s`;
console.log(
  `ingest  ${perSecond(stream.length, ingestMs)} items, ${Math.round((walMiddle - walStart) / stream.length)} B of WAL an item`,
);
console.log(
  `derive  ${perSecond(items, deriveMs)} items, ${perSecond(runs, deriveMs)} runs, ${(items / runs).toFixed(1)} items and ${(writes / runs).toFixed(2)} writes a run, ` +
    `${Math.round((walEnd - walMiddle) / runs)} B of WAL a run, Node ${Math.round((cpu.user + cpu.system) / 10 / deriveMs)} %`,
);
await deriver.reset();
await pool.end();
