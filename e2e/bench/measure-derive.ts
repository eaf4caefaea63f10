// How fast one deriver is in a backlog, and what a run costs: fills the inbox through our own ingest, then drains it.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { backendsOf, cpuSeconds } from '#e2e/bench/cpu-time.ts';
import type { Drained } from '#e2e/bench/drain-thread.ts';
import { derivedTables, tableBytes, walBytes } from '#e2e/bench/run-bytes.ts';
import { type Figure, spreadOf } from '#e2e/bench/spread.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { createPool, type Pool } from '#lib/db/pool.ts';
import { deriverThreadLimits, prepareDeriverHeap } from '#lib/derive/deriver-heap.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';

const batchItems = 500;
const deriverName = 'bench deriver';

interface Round extends Drained {
  ingestRate: number;
  /** CPU seconds of the deriver and its Postgres backends. */
  cpu: number;
  wal: number;
}

/** `url`: a migrated database of one's own. Each round brings `runs` new runs in an environment of their own; one more warms up. */
export async function measureDerive(url: string, runs: number, rounds: number): Promise<Figure[]> {
  const pool = createPool({ url, statementTimeoutMs: 120_000 });
  await prepareDatabase(pool);
  prepareDeriverHeap();
  const thread = new Worker(new URL('./drain-thread.ts', import.meta.url), {
    workerData: { url, name: deriverName },
    resourceLimits: deriverThreadLimits,
  });
  const measured: Round[] = [];
  try {
    await once(thread, 'message');
    await measureRound(pool, thread, Math.min(runs, 5_000), -1);
    await pool.query('checkpoint');
    const before = await tableBytes(pool);
    for (let round = 0; round < rounds; round++) measured.push(await measureRound(pool, thread, runs, round));
    const after = await tableBytes(pool);
    const total = runs * rounds;
    const perRun = (table: string): number => ((after.get(table) ?? 0) - (before.get(table) ?? 0)) / total;
    return [...speeds(measured, runs), ...disk(perRun)];
  } finally {
    const ended = once(thread, 'exit');
    thread.postMessage('close');
    await ended;
    await pool.end();
  }
}

async function measureRound(pool: Pool, thread: Worker, runs: number, round: number): Promise<Round> {
  const startUs = (Date.now() - 3_600_000) * 1000;
  const stream = jobStream({ runs, runsPerSecond: 2_000, startUs, seed: 17 + round });
  for (const item of stream) item.environment = `bench-${round}`;
  const wal = await walBytes(pool);
  const startedAt = performance.now();
  await fill(pool, stream);
  const ingestRate = stream.length / ((performance.now() - startedAt) / 1000);
  const backends = await backendsOf(pool, deriverName);
  const backendCpu = cpuSeconds(backends);
  const answer = once(thread, 'message');
  thread.postMessage('drain');
  const [drained] = (await answer) as [Drained];
  if (drained.items !== stream.length) throw new Error(`the deriver took ${drained.items} of ${stream.length} items`);
  const cpu = drained.cpuSeconds + cpuSeconds(backends) - backendCpu;
  return { ...drained, ingestRate, cpu, wal: (await walBytes(pool)) - wal };
}

async function fill(pool: Pool, stream: readonly Evidence[]): Promise<void> {
  for (let from = 0; from < stream.length; from += batchItems) {
    await commitIngest(pool, { evidence: stream.slice(from, from + batchItems) });
  }
}

function speeds(rounds: readonly Round[], runs: number): Figure[] {
  const over = (what: string, unit: string, of: (round: Round) => number, limits: Partial<Figure> = {}): Figure => ({
    what,
    unit,
    spread: spreadOf(rounds.map(of)),
    ...limits,
  });
  return [
    over('ingest of evidence alone', 'items/s', (r) => r.ingestRate, { floor: 100_000 }),
    over('derive, one deriver', 'items/s', (r) => r.items / r.seconds, { floor: 45_000, aim: 75_000 }),
    over('  a second of its and Postgres’ CPU', 'items/cpu-s', (r) => r.items / r.cpu),
    over('rollup upkeep, share of deriving', '%', (r) => r.upkeep * 100, { floor: 20, aim: 10, isCost: true }),
    over('writes a run in a backlog', 'writes', (r) => r.writes / runs, { floor: 2.5, isCost: true }),
    over('WAL a run in a backlog, all in', 'bytes', (r) => r.wal / runs, { floor: 3_000, aim: 2_000, isCost: true }),
  ];
}

/** Before any vacuum and compaction. */
function disk(perRun: (table: string) => number): Figure[] {
  const all = derivedTables.reduce((sum, table) => sum + perRun(table), 0);
  const figure = (what: string, bytes: number, limits: Partial<Figure> = {}): Figure => ({
    what,
    unit: 'bytes',
    spread: spreadOf([bytes]),
    isCost: true,
    ...limits,
  });
  return [
    figure('disk a run, all in', all, { floor: 1_300, aim: 800 }),
    figure('  run', perRun('run')),
    figure('  names', perRun('run_alias')),
    figure('  attempts', perRun('attempt')),
    figure('  edges', perRun('edge')),
    figure('  rollups', perRun('rollup_delta') + perRun('rollup')),
  ];
}
