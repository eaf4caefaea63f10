// How long a sender waits for its acknowledgement at a steady rate, with everything running as `npm start` runs it. Open loop: requests
// go out when they are due, whether or not earlier ones were answered, and each counts from the moment it was due, so that a stall
// counts for every request that fell into it (no "coordinated omission").
import { setTimeout as pause } from 'node:timers/promises';
import { type BenchSpan, benchSpans } from '#e2e/bench/bench-span.ts';
import { otlpRequest } from '#e2e/bench/otlp-request.ts';
import { startRoles, untilDrained } from '#e2e/bench/role-process.ts';
import { sendTraces, type Target, targetOf } from '#e2e/bench/send-requests.ts';
import { type Figure, percentileOf, spreadOf } from '#e2e/bench/spread.ts';
import { createPool, type Pool } from '#lib/db/pool.ts';

const spansPerSecond = 2_000;
/** What 20 services send that export every half second: 40 requests a second. */
const spansPerRequest = 50;
const warmUpSeconds = 3;

/** `url`: a migrated database of one's own. */
export async function measureAck(url: string, seconds: number): Promise<Figure[]> {
  const pool = createPool({ url, max: 2 });
  const worker = await startRoles(url, ['watcher', 'deriver', 'keeper']);
  const door = await startRoles(url, ['door']);
  const target = targetOf(door.port, 200);
  try {
    await load(target, warmUpSeconds);
    const watch = new Watch(pool);
    const { waits, late } = await load(target, seconds, (traceId, dueAt) => watch.expect(traceId, dueAt));
    const lags = await watch.stop();
    await untilDrained(door);
    const sent = (warmUpSeconds + seconds) * spansPerSecond;
    const { rows } = await pool.query<{ n: number }>('select count(*)::int4 as n from span');
    const inbox = await pool.query<{ bytes: number }>(`select pg_total_relation_size('inbox')::int8 as bytes`);
    const spooled = await door.metric('records_spooled_total');
    if (rows[0]?.n !== sent) throw new Error(`stored ${rows[0]?.n} of ${sent} spans`);
    const one = (what: string, value: number, limits: Partial<Figure> = {}): Figure => ({
      what,
      unit: 'ms',
      spread: spreadOf([value]),
      isCost: true,
      ...limits,
    });
    const [peakDoor, peakWorker] = [door.peakBytes() / 2 ** 20, worker.peakBytes() / 2 ** 20];
    return [
      one('acknowledgement, p50', percentileOf(waits, 0.5), { floor: 25, aim: 10 }),
      one('acknowledgement, p99', percentileOf(waits, 0.99), { floor: 250, aim: 100 }),
      one('acknowledgement, longest', percentileOf(waits, 1)),
      one('of which the sender itself was late, p99', percentileOf(late, 0.99)),
      one('sent to visible run, p50', percentileOf(lags, 0.5)),
      one('sent to visible run, p99', percentileOf(lags, 0.99), { floor: 2_000, aim: 1_000 }),
      one('spans acknowledged from the spool', spooled, { unit: 'spans' }),
      one('inbox on disk at the end', (inbox.rows[0]?.bytes ?? 0) / 2 ** 20, { unit: 'MiB' }),
      one('memory of the door, most', peakDoor, { unit: 'MiB', floor: 384, aim: 256 }),
      one('memory of watcher+deriver+keeper, most', peakWorker, { unit: 'MiB', floor: 384, aim: 256 }),
    ];
  } finally {
    target.agent.destroy();
    await Promise.all([door.stop(), worker.stop()]);
    await pool.end();
  }
}

/** Waits in ms from when each request was due to its acknowledgement, and how late each was sent. */
async function load(
  target: Target,
  seconds: number,
  onSent: (traceId: Buffer, dueAt: number) => void = () => {},
): Promise<{ waits: number[]; late: number[] }> {
  const requests = (seconds * spansPerSecond) / spansPerRequest;
  const everyMs = (1000 * spansPerRequest) / spansPerSecond;
  const waits: number[] = [];
  const late: number[] = [];
  const sent: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let i = 0; i < requests; i++) {
    // Made before it is due.
    const spans = benchSpans(spansPerRequest, Date.now() * 1000);
    const body = otlpRequest(spans, `shop-${i % 20}`);
    const dueAt = startedAt + i * everyMs;
    const early = dueAt - performance.now();
    if (early > 0) await pause(early);
    late.push(performance.now() - dueAt);
    sent.push(sendTraces(target, body).then(() => void waits.push(performance.now() - dueAt)));
    onSent((spans[0] as BenchSpan).traceId, dueAt);
  }
  await Promise.all(sent);
  return { waits, late };
}

/** Asks every 25 ms for the runs of the traces it was told of, and notes how long after they were due each could be read, in ms. */
class Watch {
  readonly lags: number[] = [];
  readonly #awaited = new Map<string, number>();
  readonly #pool: Pool;
  readonly #watching: Promise<void>;
  #isStopping = false;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#watching = this.#run();
  }

  expect(traceId: Buffer, dueAt: number): void {
    this.#awaited.set(traceId.toString('hex'), dueAt);
  }

  /** Waits for the last ones; throws when a run does not come within a minute. */
  async stop(): Promise<number[]> {
    this.#isStopping = true;
    await this.#watching;
    return this.lags;
  }

  async #run(): Promise<void> {
    let patience = 60_000 / 25;
    while (!this.#isStopping || this.#awaited.size > 0) {
      if (this.#isStopping && --patience < 0) throw new Error(`${this.#awaited.size} runs did not become visible`);
      const { rows } = await this.#pool.query<{ trace: string }>(
        `select encode(trace_id, 'hex') as trace from run where trace_id = any($1::bytea[]) and finished_at is not null`,
        [[...this.#awaited.keys()].map((id) => Buffer.from(id, 'hex'))],
      );
      for (const { trace } of rows) {
        const dueAt = this.#awaited.get(trace);
        if (dueAt !== undefined) this.lags.push(performance.now() - dueAt);
        this.#awaited.delete(trace);
      }
      await pause(25);
    }
  }
}
