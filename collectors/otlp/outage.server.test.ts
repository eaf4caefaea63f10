// The door as a process on a Postgres of its own that is stopped and started: what was acknowledged is stored, once.
import { once } from 'node:events';
import { chmodSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { migrate } from '#lib/db/migrate.ts';
import { createPool } from '#lib/db/pool.ts';
import { selectSpans } from '#lib/db/span/select-spans.ts';
import { startDeriver } from '#lib/derive/start-deriver.ts';
import { readSettings } from '#lib/env.ts';
import { Spool } from '#lib/ingest/spool/spool.ts';
import { startEmbeddedPostgres } from '#lib/launch/embedded-postgres.ts';
import { createTestDatabase } from '#lib/testing/database.ts';
import { startDoor } from './door.ts';
import { fromEntry } from './http/spooled-delivery.ts';
import { doorFigures, jobSpan, jsonOf, jsonType, openTestDoor, post, testFolder, tracesOf } from './testing-door.ts';
import { startDoorProcess } from './testing-door-process.ts';

const patient = { timeout: 30_000, interval: 50 };
const cleaning: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});

function newFolder(): string {
  const folder = testFolder();
  cleaning.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A way to the database that can swallow everything, on old connections for ever and on new ones until it speaks again. */
async function openRelay(target: URL): Promise<{ url: string; goSilent(): void; speak(): void; close(): void }> {
  const sockets = new Set<Socket>();
  let isSilent = false;
  const server = createServer((client) => {
    sockets.add(client.on('error', () => {}));
    if (isSilent) return;
    const upstream = connect(Number(target.port), '127.0.0.1').on('error', () => {});
    sockets.add(upstream);
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    goSilent() {
      isSilent = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    speak() {
      isSilent = false;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** One of the door's figures; whenever anybody looks, what was acknowledged is stored, known or in the spool. */
async function figure(url: string, name: string): Promise<number> {
  const figures = await doorFigures(url);
  if (figures.records_acked_total !== undefined) {
    const { records_stored_total: stored, records_duplicate_total: duplicate, records_in_spool: inSpool } = figures;
    expect(Number(stored) + Number(duplicate) + Number(inSpool)).toBe(figures.records_acked_total);
  }
  return figures[name] ?? Number.NaN;
}

describe('an outage under load', () => {
  it('loses nothing acknowledged and doubles nothing, with kills while spooling and while the spool is worked off', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    let server = await startEmbeddedPostgres({ dataDir: folder });
    const { url: databaseUrl, port: databasePort } = server;
    cleaning.push(() => server.stop());
    await migrate(databaseUrl);
    const env = { DATABASE_URL: databaseUrl, SIGNALBOX_DATA_DIR: newFolder() };
    let door = await startDoorProcess(env);
    cleaning.push(() => door.end('SIGTERM'));
    const { url, port } = door;
    await expect.poll(() => figure(url, 'spool_bytes'), patient).toBe(0);

    const acknowledged = new Set<string>();
    const statuses = new Set<number>();
    let isSending = true;
    const sender = async () => {
      while (isSending) {
        const spans = [jobSpan(), jobSpan()];
        for (let status = 0; status !== 200 && isSending; ) {
          status = await post(`${url}/v1/traces`, jsonType, jsonOf(tracesOf(spans))).then(
            (answer) => answer.status,
            () => new Promise<number>((resolve) => setTimeout(resolve, 20, 0)),
          );
          statuses.add(status);
          if (status === 200) for (const span of spans) acknowledged.add(String(span.spanId));
        }
      }
    };
    const senders = Array.from({ length: 8 }, sender);
    await expect.poll(() => acknowledged.size, patient).toBeGreaterThan(100);
    await server.stop();
    await expect.poll(() => figure(url, 'records_spooled_total'), patient).toBeGreaterThan(400);
    await door.end('SIGKILL');
    // It opens while the database is still away, and goes on acknowledging.
    door = await startDoorProcess(env, port);
    await expect.poll(() => figure(url, 'records_spooled_total'), patient).toBeGreaterThan(400);
    isSending = false;
    await Promise.all(senders);
    server = await startEmbeddedPostgres({ dataDir: folder, port: databasePort });
    await expect.poll(() => figure(url, 'records_drained_total'), { ...patient, interval: 5 }).toBeGreaterThan(0);
    await door.end('SIGKILL');
    door = await startDoorProcess(env, port);
    await expect.poll(() => figure(url, 'records_in_spool'), patient).toBe(0);

    const pool = createPool({ url: databaseUrl });
    cleaning.push(() => pool.end());
    const deriver = await startDeriver({ settings: { ...readSettings({}), databaseUrl }, pool });
    const count = async (sql: string) => (await pool.query<{ n: number }>(sql)).rows[0]?.n;
    await expect.poll(() => count('select count(*)::int4 as n from inbox'), patient).toBe(0);
    await deriver.close();
    expect([...statuses].filter((status) => status !== 200 && status !== 0 && status !== 503)).toEqual([]);
    // A request may be stored whose answer the kill cut off; an acknowledged one is never missing.
    const { rows } = await pool.query<{ id: string }>("select encode(span_id, 'hex') as id from span");
    const stored = new Set(rows.map((row) => row.id));
    expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
    expect(rows).toHaveLength(stored.size);
    expect(await count('select count(*)::int4 as n from run where redirect_to is null')).toBe(stored.size);
    expect(await count('select sum(succeeded)::int4 as n from rollup_delta where grain = 60')).toBe(stored.size);
  }, 120_000);
});

describe('a database that is slow', () => {
  it('has requests acknowledged from the spool while a lock holds up commits, and stored once afterwards', async () => {
    const door = await openTestDoor(undefined, {}, { slowCommitMs: 500 });
    cleaning.push(() => door.close());
    const holder = await door.database.pool.connect();
    await holder.query('begin; lock table ingest_batch in access exclusive mode');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(`${door.url}/v1/traces`, jsonType, jsonOf(tracesOf([jobSpan()])))),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    expect(await figure(door.url, 'records_spooled_total')).toBe(20);
    await holder.query('commit');
    holder.release();
    await expect.poll(() => figure(door.url, 'records_in_spool'), patient).toBe(0);
    const { rows } = await door.database.pool.query(
      'select count(*)::int4 as n, count(distinct span_id)::int4 as d from span',
    );
    expect(rows).toEqual([{ n: 20, d: 20 }]);
    const figures = await doorFigures(door.url);
    expect(figures).toMatchObject({ records_acked_total: 20, records_stored_total: 20, records_duplicate_total: 0 });
  });
});

describe('a database that has gone silent', () => {
  it('holds up no request, and gets what was spooled when it answers again', async () => {
    const database = await createTestDatabase();
    cleaning.push(() => database.drop());
    const relay = await openRelay(new URL(database.url));
    cleaning.push(() => relay.close());
    const pool = createPool({ url: relay.url, maxHeldMs: 1_000 });
    cleaning.push(() => pool.end());
    const settings = { ...readSettings({}), otlpHttpPort: 0, otlpGrpcPort: 0, dataDir: newFolder() };
    const door = await startDoor({ settings, pool });
    cleaning.push(() => door.close());
    const url = `http://127.0.0.1:${door.port}`;
    const send = () => post(`${url}/v1/traces`, jsonType, jsonOf(tracesOf([jobSpan()])));
    expect((await send()).status).toBe(200);
    relay.goSilent();
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
    await expect.poll(() => figure(url, 'records_in_spool'), patient).toBeGreaterThanOrEqual(10);
    relay.speak();
    await expect.poll(() => figure(url, 'records_in_spool'), patient).toBe(0);
    const { rows } = await database.pool.query(
      'select count(*)::int4 as n, count(distinct span_id)::int4 as d from span',
    );
    expect(rows).toEqual([{ n: 11, d: 11 }]);
  });
});

describe('what lies in the spool', () => {
  it('is decoded and redacted, in a folder for its owner alone, and is what the next door stores', async () => {
    const away = createPool({ url: 'postgres://nobody@127.0.0.1:1/none' });
    cleaning.push(() => away.end());
    const dataDir = newFolder();
    const settings = { ...readSettings({}), otlpHttpPort: 0, otlpGrpcPort: 0, dataDir };
    const first = await startDoor({ settings, pool: away });
    const attributes = [
      { key: 'bullmq.job.result', value: { stringValue: 'hunter2' } },
      { key: 'harmless', value: { stringValue: 'kept' } },
    ];
    const span = jobSpan({ attributes });
    const answer = await post(`http://127.0.0.1:${first.port}/v1/traces`, jsonType, jsonOf(tracesOf([span])));
    expect(answer.status).toBe(200);
    await first.close();
    const folder = join(dataDir, 'spool');
    expect(statSync(folder).mode & 0o077).toBe(0);
    const spool = new Spool({ folder, maxBytes: 1e6, onAdopted: () => {}, onDamaged: () => {} });
    const entries = spool.take({ entries: 9, bytes: 1e6, records: 9 })?.entries ?? [];
    const text = JSON.stringify(entries.map((entry) => fromEntry(entry).request.spans));
    spool.close();
    expect([text.includes('kept'), text.includes('[redacted]'), text.includes('hunter2')]).toEqual([true, true, false]);

    const database = await createTestDatabase();
    cleaning.push(() => database.drop());
    const second = await startDoor({ settings, pool: database.pool });
    cleaning.push(() => second.close());
    const stored = async () => (await selectSpans(database.pool, { traceIds: [String(span.traceId)] })).spans;
    await expect
      .poll(stored, patient)
      .toMatchObject([{ attributes: { 'bullmq.job.result': '[redacted]', harmless: 'kept' } }]);
  });
});

describe('a spool that takes no more', () => {
  it('has requests refused with 503 and Retry-After and readiness red with the reason, and takes them again afterwards', async () => {
    const door = await openTestDoor(undefined, { spoolMaxBytes: 3_000 });
    cleaning.push(() => door.close());
    const { pool } = door.database;
    const send = () => post(`${door.url}/v1/traces`, jsonType, jsonOf(tracesOf([jobSpan()])));
    await pool.query('alter table ingest_batch rename to ingest_batch_away');
    let acked = 0;
    let answer = await send();
    for (; answer.status === 200 && acked < 100; answer = await send()) acked++;
    expect(acked).toBeGreaterThan(1);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '30']);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 14, message: expect.stringContaining('full') });
    const ready = await fetch(`${door.url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('the spool is full')]);
    expect(await doorFigures(door.url)).toMatchObject({ requests_acked_total: acked, requests_refused_total: 1 });
    await pool.query('alter table ingest_batch_away rename to ingest_batch');
    await expect.poll(async () => (await fetch(`${door.url}/readyz`)).status, patient).toBe(200);
    await expect.poll(() => figure(door.url, 'records_in_spool'), patient).toBe(0);
    expect((await send()).status).toBe(200);
    const { rows } = await pool.query('select count(*)::int4 as n from span');
    expect(rows).toEqual([{ n: acked + 1 }]);
  });
});
