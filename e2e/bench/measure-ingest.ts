// The door over the network, request in to durable commit, against the server's own COPY of the same spans, in turns on one
// server and machine. What is sent or copied is encoded before the clock starts.
import { benchSpans } from '#e2e/bench/bench-span.ts';
import { backendsOf, cpuSeconds } from '#e2e/bench/cpu-time.ts';
import { otlpRequest } from '#e2e/bench/otlp-request.ts';
import { RawCopy } from '#e2e/bench/raw-copy.ts';
import { startRoles, untilDrained } from '#e2e/bench/role-process.ts';
import { sendAll, targetOf } from '#e2e/bench/send-requests.ts';
import { type Figure, spreadOf } from '#e2e/bench/spread.ts';
import { createPool } from '#lib/db/pool.ts';

/** What the batch processors of OpenTelemetry's SDKs send at most. */
const spansPerRequest = 512;
/** As many exporters, each waiting for its acknowledgement: enough that the door always has the next commit at hand. */
const requestsAtOnce = 16;

/** `url`: a migrated database of one's own. The door alone runs: what is stored waits in the inbox. */
export async function measureIngest(url: string, spansPerRound: number, rounds: number): Promise<Figure[]> {
  const pool = createPool({ url, max: 2, statementTimeoutMs: 120_000 });
  const door = await startRoles(url, ['door']);
  const target = targetOf(door.port, requestsAtOnce);
  // One connection for all copies.
  const client = await pool.connect();
  const rawCopy = new RawCopy(client);
  const ours: number[] = [];
  const copies: number[] = [];
  const ratios: number[] = [];
  const cpu: Record<'door' | 'postgres' | 'copy', number[]> = { door: [], postgres: [], copy: [] };
  try {
    await rawCopy.makeTable();
    const copyBackend = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0;
    // The first round warms both up and is not counted.
    for (let round = 0; round <= rounds; round++) {
      const spans = benchSpans(spansPerRound, Date.now() * 1000);
      const bodies = requestsOf(spans);
      const copy = rawCopy.prepare(spans);
      const send = async (): Promise<number> => {
        const started = performance.now();
        await sendAll(target, bodies, requestsAtOnce);
        // On a machine that is too slow the door acknowledges from its spool: what lies there is not in Postgres yet.
        await untilDrained(door);
        return (performance.now() - started) / 1000;
      };
      const isOursFirst = round % 2 === 0;
      const backends = await backendsOf(pool, 'signalbox door');
      const cpuBefore = { door: cpuSeconds([door.pid]), postgres: cpuSeconds(backends) };
      const copyBefore = cpuSeconds([copyBackend]);
      const first = await (isOursFirst ? send : copy)();
      const second = await (isOursFirst ? copy : send)();
      if (round === 0) continue;
      const perSpan = (seconds: number): number => (seconds * 1e6) / spansPerRound;
      cpu.door.push(perSpan(cpuSeconds([door.pid]) - cpuBefore.door));
      cpu.postgres.push(perSpan(cpuSeconds(backends) - cpuBefore.postgres));
      cpu.copy.push(perSpan(cpuSeconds([copyBackend]) - copyBefore));
      const [our, raw] = isOursFirst ? [first, second] : [second, first];
      ours.push(spansPerRound / our);
      copies.push(spansPerRound / raw);
      ratios.push(raw / our);
    }
    const sent = spansPerRound * (rounds + 1);
    const { rows } = await pool.query<{ n: number }>('select count(*)::int4 as n from span');
    const [stored, copied] = [rows[0]?.n, await rawCopy.countRows()];
    // What was acknowledged must be there, or the figures mean nothing.
    if (stored !== sent || copied !== sent) throw new Error(`stored ${stored} and copied ${copied} of ${sent} spans`);
    const spooled = await door.metric('records_spooled_total');
    const peak = door.peakBytes() / 2 ** 20;
    return [
      { what: 'OTLP/protobuf to durable commit', unit: 'spans/s', spread: spreadOf(ours) },
      { what: "server's COPY of the same as jsonb", unit: 'spans/s', spread: spreadOf(copies) },
      { what: 'ours over COPY', unit: 'ratio', spread: spreadOf(ratios), floor: 0.6, aim: 1 },
      { what: 'CPU of the door', unit: 'µs/span', spread: spreadOf(cpu.door), isCost: true },
      { what: 'CPU of Postgres for it', unit: 'µs/span', spread: spreadOf(cpu.postgres), isCost: true },
      { what: 'CPU of Postgres for COPY', unit: 'µs/span', spread: spreadOf(cpu.copy), isCost: true },
      { what: 'spans that went through the spool', unit: 'spans', spread: spreadOf([spooled]), isCost: true },
      { what: 'memory of the door, most', unit: 'MiB', spread: spreadOf([peak]), floor: 384, aim: 256, isCost: true },
    ];
  } finally {
    target.agent.destroy();
    await door.stop();
    rawCopy.close();
    client.release();
    await pool.end();
  }
}

function requestsOf(spans: ReturnType<typeof benchSpans>): Buffer[] {
  const bodies: Buffer[] = [];
  for (let from = 0; from < spans.length; from += spansPerRequest) {
    bodies.push(otlpRequest(spans.slice(from, from + spansPerRequest)));
  }
  return bodies;
}
