// What the door says of itself adds up whenever it is asked: under load, with repeats, with bodies and times that are refused, and while it
// spools. In the end it is what its senders counted, and what lies in the database.
import { expect, it } from 'vitest';
import { jobSpan, jsonOf, jsonType, openTestDoor, post, tracesOf } from './testing-door.ts';

const patient = { timeout: 30_000, interval: 50 };
const dayNs = 86_400_000_000_000n;
const nowNs = () => BigInt(Date.now()) * 1_000_000n;
const at = (ns: bigint) => jobSpan({ startTimeUnixNano: String(ns), endTimeUnixNano: String(ns) });

interface Scrape {
  figures: Record<string, number>;
  rejected: Record<string, number>;
}

async function scrape(url: string): Promise<Scrape> {
  const answer = await fetch(`${url}/metrics`);
  const text = await answer.text();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('version=0.0.4')]);
  const numbers = (pattern: RegExp) =>
    Object.fromEntries(Array.from(text.matchAll(pattern), ([, name, value]) => [name, Number(value)]));
  return {
    figures: numbers(/^signalbox_door_(\w+) (\S+)$/gm),
    rejected: numbers(/^signalbox_door_records_rejected_total\{reason="([^"]+)"\} (\S+)$/gm),
  };
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

/** What must not differ, and what did. */
function differences({ figures, rejected }: Scrape): string[] {
  const of = (name: string) => figures[name] ?? Number.NaN;
  const ended = of('requests_acked_total') + of('requests_refused_total') + of('requests_failed_total');
  const settled = of('records_stored_total') + of('records_duplicate_total') + sum(Object.values(rejected));
  const wrong: string[] = [];
  if (of('requests_received_total') !== ended + of('requests_in_flight')) wrong.push('requests');
  if (of('records_acked_total') !== settled + of('records_in_spool')) wrong.push('records');
  if (of('answer_seconds_count') !== ended) wrong.push('answer times');
  return wrong;
}

it('holds both sums at every scrape, and ends with what was sent and what is stored', async () => {
  const door = await openTestDoor();
  const { pool } = door.database;
  const traces = `${door.url}/v1/traces`;
  const sent = { requests: 0, accepted: 0, rejected: 0, refused: 0 };
  const known: Buffer[] = [];
  const send = async (body: Buffer, spans: number, bad: number) => {
    const answer = await post(traces, jsonType, body);
    sent.requests++;
    if (answer.status !== 200) {
      sent.refused++;
      return answer.status;
    }
    const { partialSuccess } = JSON.parse(answer.body.toString()) as { partialSuccess?: { rejectedSpans: string } };
    expect(Number(partialSuccess?.rejectedSpans ?? 0)).toBe(bad);
    sent.accepted += spans - bad;
    sent.rejected += bad;
    return 200;
  };
  const kinds: (() => Promise<unknown>)[] = [
    async () => {
      const body = jsonOf(tracesOf([jobSpan(), jobSpan(), jobSpan()]));
      if ((await send(body, 3, 0)) === 200) known.push(body);
    },
    async () =>
      send(known[Math.floor(Math.random() * known.length)] ?? jsonOf(tracesOf([])), known.length > 0 ? 3 : 0, 0),
    () => send(jsonOf(tracesOf([jobSpan(), at(nowNs() + dayNs), at(1_000n)])), 3, 2),
    () => send(jsonOf(tracesOf([jobSpan({ traceId: 'ab' }), jobSpan()])), 2, 1),
    async () => expect(await send(Buffer.from('{"resourceSpans":'), 0, 0)).toBe(400),
    async () => expect((await post(`${door.url}/v1/nothing`, jsonType, Buffer.from('{}'))).status).toBe(404),
  ];
  let isSending = true;
  let elsewhere = 0;
  const sender = async (first: number) => {
    for (let i = first; isSending; i++) {
      if (i % kinds.length === 5) elsewhere++;
      await kinds[i % kinds.length]?.();
    }
  };
  const senders = Array.from({ length: 6 }, (_, i) => sender(i));
  let scrapes = 0;
  let busiest = 0;
  const look = async () => {
    const seen = await scrape(door.url);
    expect(differences(seen), JSON.stringify(seen)).toEqual([]);
    busiest = Math.max(busiest, seen.figures.requests_in_flight ?? 0);
    scrapes++;
    return seen.figures;
  };
  while (scrapes < 40 || ((await look()).records_stored_total ?? 0) < 200) await look();
  // An outage as the door sees it, under the same load.
  await pool.query('alter table ingest_batch rename to ingest_batch_away');
  while (((await look()).records_in_spool ?? 0) < 50);
  await pool.query('alter table ingest_batch_away rename to ingest_batch');
  while (((await look()).records_drained_total ?? 0) < 50);
  isSending = false;
  await Promise.all(senders);
  await expect.poll(async () => (await look()).records_in_spool, patient).toBe(0);

  const { figures, rejected } = await scrape(door.url);
  expect(busiest).toBeGreaterThan(1);
  expect(figures.requests_in_flight).toBe(0);
  expect(figures.requests_received_total).toBe(sent.requests + elsewhere);
  expect(figures.requests_refused_total).toBe(sent.refused + elsewhere);
  expect(sum(Object.values(rejected))).toBe(sent.rejected);
  expect(figures.records_acked_total).toBe(sent.accepted + sent.rejected);
  const { rows } = await pool.query('select count(*)::int4 as n, count(distinct span_id)::int4 as d from span');
  expect(rows).toEqual([{ n: figures.records_stored_total, d: figures.records_stored_total }]);
  expect(rejected['too-far-ahead']).toBe(rejected['too-old']);

  // The same numbers are told to people, per sender and reason.
  const told = async () => {
    const found = await pool.query<{ reason: string; count: number }>(
      `select reason, count from rejection where source = 'tester' and environment = 'production'`,
    );
    return Object.fromEntries(found.rows.map((row) => [row.reason, row.count]));
  };
  await expect.poll(told, patient).toEqual(rejected);
  await door.close();
}, 60_000);

it('gives its figures on loopback to everybody, elsewhere to who has a token that may read', async () => {
  const token = 'bootstrap-token-0123456789-0123456789';
  const door = await openTestDoor('0.0.0.0', { bootstrapToken: token });
  const ask = (authorization?: string) =>
    fetch(`${door.url}/metrics`, authorization ? { headers: { authorization } } : {}).then((answer) => answer.status);
  expect(await ask()).toBe(401);
  expect(await ask('Bearer sbx_rd_nonsense')).toBe(401);
  expect(await ask(`Bearer ${token}`)).toBe(200);
  expect((await fetch(`${door.url}/livez`)).status).toBe(200);
  expect((await fetch(`${door.url}/readyz`)).status).toBe(200);
  await door.close();
});
