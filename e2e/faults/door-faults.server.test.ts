// A few of the faults in seconds, on a real door process: what `npm run faults` plays at length on the whole product.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { doorMetrics } from './door-metrics.ts';
import { Ledger } from './ledger.ts';
import { ask, requestOf, sendLedger } from './ledger-sender.ts';
import { type OwnDoor, startOwnDoor } from './own-door.ts';
import { openProxy, type TcpProxy } from './tcp-proxy.ts';
import { sendAndVanish } from './vanish.ts';

const patient = { timeout: 20_000, interval: 50 };
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A door in a process of its own that reaches its database through a proxy. */
async function started(): Promise<{ door: OwnDoor; proxy: TcpProxy; database: TestDatabase }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-door-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const database = await createTestDatabase();
  undo.push(() => database.drop());
  const url = new URL(database.url);
  const proxy = await openProxy({ port: Number(url.port) });
  undo.push(() => proxy.close());
  url.port = String(proxy.port);
  const env = {
    DATABASE_URL: url.href,
    SIGNALBOX_SECRET: 'a secret for this one database only',
    SIGNALBOX_DATA_DIR: path.join(folder, 'data'),
  };
  const door = await startOwnDoor({ env, folder, onStop: (step) => void undo.push(step) });
  return { door, proxy, database };
}

/** Rows and distinct spans that are stored, once the door's spool is empty. */
async function storedSpans(door: OwnDoor, database: TestDatabase): Promise<{ rows: number; spans: number }> {
  await expect.poll(async () => (await doorMetrics(door.url)).records_in_spool, patient).toBe(0);
  const { rows } = await database.pool.query<{ rows: number; spans: number }>(
    'select count(*)::int as rows, count(distinct (trace_id, span_id))::int as spans from span',
  );
  return rows[0] ?? { rows: -1, spans: -1 };
}

it('stores once what was acknowledged although connections break before and after COMMIT', async () => {
  const { door, proxy, database } = await started();
  const decisions: ('before' | 'after' | 'no')[] = ['after', 'before', 'after'];
  proxy.cut = { bytes: Buffer.from('commit\0'), decide: () => decisions.shift() ?? 'no' };
  const ledger = new Ledger();
  for (let first = 0; decisions.length > 0; first++) {
    await sendLedger(door.url, 'cut', { count: 1, size: 4, senders: 1, first, ledger });
  }
  expect([...ledger.codes.keys()]).toEqual([200]);
  expect(await storedSpans(door, database)).toEqual({ rows: ledger.acked.size, spans: ledger.acked.size });
});

it('stores once what a client sends that vanished before its answer and comes again', async () => {
  const { door, database } = await started();
  for (let client = 0; client < 10; client++) {
    const body = requestOf('vanish', [`${client}-a`, `${client}-b`], Date.now());
    await sendAndVanish(door.url, body, client);
    expect((await ask(door.url, body)).status).toBe(200);
  }
  expect(await storedSpans(door, database)).toEqual({ rows: 20, spans: 20 });
});

it('loses nothing to kill -9 while Postgres is silent and while the spool is worked off', async () => {
  const { door, proxy, database } = await started();
  const ledger = new Ledger();
  await sendLedger(door.url, 'kill', { count: 5, size: 4, senders: 1, ledger });
  proxy.blackhole();
  await sendLedger(door.url, 'kill', { count: 30, size: 4, senders: 2, first: 5, ledger });
  await door.end('SIGKILL');
  await door.start();
  await sendLedger(door.url, 'kill', { count: 30, size: 4, senders: 2, first: 35, ledger });
  proxy.heal();
  await door.end('SIGKILL');
  await door.start();
  expect(ledger.acked.size).toBe(260);
  expect(await storedSpans(door, database)).toEqual({ rows: 260, spans: 260 });
});
