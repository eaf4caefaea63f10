// The deriver as the product runs it, at live flow: evidence is ingested as its witnesses would report it, in batches each 100 ms, and it is
// measured how long after its commit each batch is derived. Nothing else runs beside them but Postgres.
import { setTimeout as pause } from 'node:timers/promises';
import { backendsOf, cpuSeconds } from '#e2e/bench/cpu-time.ts';
import { startRoles } from '#e2e/bench/role-process.ts';
import { derivedTables, tableBytes, walBytes } from '#e2e/bench/run-bytes.ts';
import { type Figure, percentileOf, spreadOf } from '#e2e/bench/spread.ts';
import { createListener } from '#lib/db/listen.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { createPool, type Pool } from '#lib/db/pool.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';

const runsPerSecond = 640;
const batchMs = 100;
const warmUpSeconds = 3;

/** A batch that was committed and is not derived yet. */
interface Waiting {
  inboxId: number;
  committedAt: number;
}

/** `url`: a migrated database of one's own. `seconds`: how long the flow is measured, after a few that are not counted. */
export async function measureLag(url: string, seconds: number): Promise<Figure[]> {
  const pool = createPool({ url, statementTimeoutMs: 60_000 });
  await prepareDatabase(pool);
  const process = await startRoles(url, ['deriver', 'keeper']);
  const watch = new LagWatch(url, pool);
  try {
    await flow(pool, warmUpSeconds, watch);
    await watch.untilAllDerived();
    watch.lags.length = 0;
    await pool.query('checkpoint');
    const before = await read(pool, process.pid);
    const runs = await flow(pool, seconds, watch);
    await watch.untilAllDerived();
    const after = await read(pool, process.pid);
    const lag = (p: number): Figure['spread'] => spreadOf([percentileOf(watch.lags, p)]);
    const perRun = (of: (reading: Reading) => number): Figure['spread'] => spreadOf([(of(after) - of(before)) / runs]);
    const cost = { isCost: true };
    return [
      { what: `lag at ${runsPerSecond} runs/s, p50`, unit: 'ms', spread: lag(0.5), floor: 200, ...cost },
      { what: `lag at ${runsPerSecond} runs/s, p99`, unit: 'ms', spread: lag(0.99), floor: 500, ...cost },
      { what: 'writes a run at live flow', unit: 'writes', spread: perRun((r) => r.writes), floor: 4.5, ...cost },
      { what: 'WAL a run at live flow, all in', unit: 'bytes', spread: perRun((r) => r.wal), floor: 3_000, ...cost },
      { what: 'disk a run at live flow, all in', unit: 'bytes', spread: perRun((r) => r.disk), floor: 1_300, ...cost },
      {
        what: 'CPU of deriver, keeper and their Postgres',
        unit: '% of a core',
        spread: spreadOf([((after.cpu - before.cpu) / (after.at - before.at)) * 100_000]),
        ...cost,
      },
      {
        what: 'memory of deriver and keeper, most',
        unit: 'MiB',
        spread: spreadOf([process.peakBytes() / 2 ** 20]),
        floor: 384,
        aim: 256,
        ...cost,
      },
    ];
  } finally {
    await watch.close();
    await process.stop();
    await pool.end();
  }
}

interface Reading {
  at: number;
  writes: number;
  wal: number;
  disk: number;
  cpu: number;
}

async function read(pool: Pool, pid: number): Promise<Reading> {
  // Each write of a run raises its revision.
  const { rows } = await pool.query<{ n: number }>('select coalesce(sum(revision), 0)::int8 as n from run');
  const bytes = await tableBytes(pool);
  const backends = await backendsOf(pool, 'signalbox deriver');
  return {
    at: performance.now(),
    writes: rows[0]?.n ?? 0,
    wal: await walBytes(pool),
    disk: derivedTables.reduce((sum, table) => sum + (bytes.get(table) ?? 0), 0),
    cpu: cpuSeconds([pid, ...backends]),
  };
}

let flows = 0;

/** Ingests `seconds` of a stream in its own time; returns how many runs it brought. What a witness reports later than that comes at the end. */
async function flow(pool: Pool, seconds: number, watch: LagWatch): Promise<number> {
  const runs = seconds * runsPerSecond;
  const startUs = Date.now() * 1000;
  const stream = jobStream({ runs, runsPerSecond, startUs, seed: ++flows });
  for (const item of stream) item.environment = `live-${flows}`;
  let next = 0;
  for (let until = startUs + batchMs * 1000; next < stream.length; until += batchMs * 1000) {
    await pause(Math.max(0, until / 1000 - Date.now()));
    const from = next;
    while (next < stream.length && reportedAt(stream[next] as Evidence) <= until) next++;
    if (next > from) watch.committed(await ingest(pool, stream.slice(from, next)));
    const isOver = until - startUs > (seconds + 2) * 1_000_000;
    if (isOver) {
      if (next < stream.length) watch.committed(await ingest(pool, stream.slice(next)));
      break;
    }
  }
  return runs;
}

/** The stream's `observedAt`: the moment of the report, up to 0.3 s after the fact. */
const reportedAt = (item: Evidence): number => item.observedAt;

async function ingest(pool: Pool, evidence: readonly Evidence[]): Promise<Waiting> {
  await commitIngest(pool, { evidence });
  const committedAt = performance.now();
  const { rows } = await pool.query<{ id: number }>(
    `select last_value as id from pg_sequences where sequencename = 'inbox_id_seq'`,
  );
  return { inboxId: rows[0]?.id ?? 0, committedAt };
}

/** Looks, whenever the deriver has committed, which batches left the inbox. */
class LagWatch {
  readonly lags: number[] = [];
  readonly #pool: Pool;
  readonly #waiting: Waiting[] = [];
  readonly #bell: ReturnType<typeof createListener>;
  readonly #stop = new AbortController();
  readonly #loop: Promise<void>;

  constructor(url: string, pool: Pool) {
    this.#pool = pool;
    this.#bell = createListener(url, ['signalbox_changes']);
    this.#loop = this.#watch();
  }

  committed(batch: Waiting): void {
    this.#waiting.push(batch);
  }

  async untilAllDerived(): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (this.#waiting.length > 0) {
      if (Date.now() > deadline) throw new Error('the deriver does not keep up');
      await pause(50);
    }
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#bell.next(500, this.#stop.signal);
      const heardAt = performance.now();
      const { rows } = await this.#pool.query<{ id: number | null }>('select min(id) as id from inbox');
      const oldest = rows[0]?.id ?? Number.POSITIVE_INFINITY;
      while ((this.#waiting[0]?.inboxId ?? Number.POSITIVE_INFINITY) < oldest) {
        const batch = this.#waiting.shift() as Waiting;
        this.lags.push(Math.max(0, heardAt - batch.committedAt));
      }
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await this.#bell.close();
  }
}
