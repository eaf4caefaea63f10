// The door over the network, request in to durable commit, against a raw COPY of the same spans as jsonb rows with the same
// indexes, in turns, both on one server and machine. What is sent or copied is encoded before the clock starts.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type BenchSpan, benchSpans, otlpRequest } from '#e2e/bench/otlp-request.ts';
import { type Figure, spreadOf } from '#e2e/bench/spread.ts';
import { CopyRows, copyInto } from '#lib/db/copy-binary.ts';
import { createPool, inTransaction, type Pool } from '#lib/db/pool.ts';
import { freePort } from '#lib/launch/free-port.ts';

const spansPerRequest = 500;
const requestsAtOnce = 8;
/** As many rows a transaction as the door may have in flight: kind to COPY. */
const rowsPerCopy = spansPerRequest * requestsAtOnce;

export async function measureIngest(url: string, spansPerRound: number, rounds: number): Promise<Figure[]> {
  const pool = createPool({ url, statementTimeoutMs: 120_000 });
  const door = await startDoor(url);
  const agent = new Agent({ keepAlive: true, maxSockets: requestsAtOnce });
  const ours: number[] = [];
  const copies: number[] = [];
  const ratios: number[] = [];
  const acks: number[] = [];
  try {
    await makeTable(pool);
    // The first round warms both up and is not counted.
    for (let round = 0; round <= rounds; round++) {
      const spans = benchSpans(spansPerRound, Date.now() * 1000);
      const bodies = parts(spans, spansPerRequest).map(otlpRequest);
      const rows = parts(spans, rowsPerCopy).map(jsonbRows);
      const copy = async (): Promise<number> => {
        const started = performance.now();
        for (const batch of rows) await inTransaction(pool, (client) => copyInto(client, 'bench_span', batch));
        return spans.length / ((performance.now() - started) / 1000);
      };
      const send = async (): Promise<number> => {
        const started = performance.now();
        const latencies = await sendAll(door.port, agent, bodies);
        if (round > 0) acks.push(...latencies);
        return spans.length / ((performance.now() - started) / 1000);
      };
      const isOursFirst = round % 2 === 0;
      const first = await (isOursFirst ? send : copy)();
      const second = await (isOursFirst ? copy : send)();
      if (round === 0) continue;
      const [our, raw] = isOursFirst ? [first, second] : [second, first];
      ours.push(our);
      copies.push(raw);
      ratios.push(our / raw);
    }
    await expectAllStored(pool, spansPerRound * (rounds + 1));
  } finally {
    agent.destroy();
    await door.stop();
    await pool.query('drop table if exists bench_span').catch(() => {});
    await pool.end();
  }
  acks.sort((a, b) => a - b);
  const ack = (p: number): number => acks[Math.max(0, Math.ceil(p * acks.length) - 1)] ?? Number.NaN;
  return [
    { what: 'OTLP/protobuf to durable commit', unit: 'spans/s', spread: spreadOf(ours) },
    { what: 'raw COPY of the same as jsonb rows', unit: 'spans/s', spread: spreadOf(copies) },
    { what: 'ours over raw COPY', unit: 'ratio', spread: spreadOf(ratios), floor: 0.6, aim: 1 },
    { what: 'acknowledgement at full load, p50', unit: 'ms', spread: spreadOf([ack(0.5)]), isCost: true },
    { what: 'acknowledgement at full load, p99', unit: 'ms', spread: spreadOf([ack(0.99)]), isCost: true },
  ];
}

async function startDoor(databaseUrl: string): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, ['collectors/main.ts', '--roles=door'], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      SIGNALBOX_SECRET: 'only-for-the-bench-only-for-the-bench-0123456789',
      SIGNALBOX_HOST: '127.0.0.1',
      SIGNALBOX_OTLP_HTTP_PORT: String(port),
      SIGNALBOX_OTLP_GRPC_PORT: String(await freePort()),
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const agent = new Agent();
  const deadline = Date.now() + 20_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the door ended with ${child.exitCode}`);
    const status = await send(port, agent, otlpRequest([])).catch(() => 0);
    if (status === 200) break;
    if (Date.now() > deadline) throw new Error(`the door does not answer (${status})`);
    await pause(100);
  }
  return {
    port,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** All bodies, a few at once; how long each took to be acknowledged, in ms. */
async function sendAll(port: number, agent: Agent, bodies: readonly Buffer[]): Promise<number[]> {
  const latencies: number[] = [];
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const started = performance.now();
      const status = await send(port, agent, body);
      if (status !== 200) throw new Error(`the door answered ${status}`);
      latencies.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, sender));
  return latencies;
}

function send(port: number, agent: Agent, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length };
    const post = request(
      { host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', headers, agent },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    post.on('error', reject);
    post.end(body);
  });
}

async function makeTable(pool: Pool): Promise<void> {
  await pool.query(`
    drop table if exists bench_span;
    create table bench_span (
      trace_id bytea not null, span_id bytea not null, parent_span_id bytea, started_at timestamptz not null,
      duration_us int8 not null, name_id int4 not null, service_id int4 not null, environment_id int4 not null,
      kind int2 not null, status int2 not null, attributes jsonb not null);
    create index on bench_span (trace_id);
    create index on bench_span using brin (started_at)`);
}

function jsonbRows(spans: readonly BenchSpan[]): CopyRows {
  const rows = new CopyRows(spans.length * 600);
  // jsonb in binary COPY is a version byte and the text.
  const version = Buffer.from([1]);
  for (const span of spans) {
    rows.row(11);
    rows.bytes(span.traceId);
    rows.bytes(span.spanId);
    rows.bytes(span.parentSpanId);
    rows.timestamp(span.startedAt);
    rows.int8(span.durationUs);
    rows.int4(1);
    rows.int4(2);
    rows.int4(3);
    rows.int2(span.kind);
    rows.int2(0);
    rows.bytes(Buffer.concat([version, Buffer.from(JSON.stringify(span.attributes))]));
  }
  return rows;
}

/** What was acknowledged must be there, or the figures mean nothing. */
async function expectAllStored(pool: Pool, count: number): Promise<void> {
  const { rows } = await pool.query<{ ours: string; raw: string }>(
    'select (select count(*) from span) as ours, (select count(*) from bench_span) as raw',
  );
  const { ours, raw } = rows[0] ?? { ours: '0', raw: '0' };
  if (Number(ours) !== count || Number(raw) !== count) throw new Error(`stored ${ours} and ${raw} of ${count} spans`);
}

function parts<T>(all: readonly T[], size: number): T[][] {
  const out: T[][] = [];
  for (let from = 0; from < all.length; from += size) out.push(all.slice(from, from + size));
  return out;
}
