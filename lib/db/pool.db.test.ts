import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool, inTransaction } from '#lib/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a connection that breaks between two statements fails the next one, not the process', async () => {
  const pool = createPool({ url: database.url, max: 1 });
  const client = await pool.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  // not `once` of node:events, which listens to errors itself
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
  await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await ended;
  await expect(client.query('select 1')).rejects.toThrow();
  client.release(true);
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

test('a query on a connection that has gone silent fails after the time that it may be held, and the pool heals', async () => {
  const silent: Socket[] = [];
  const relay = createServer((client) => {
    const server = connect(Number(new URL(database.url).port), '127.0.0.1');
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) socket.on('error', () => {});
    silent.push(client);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const url = new URL(database.url);
  url.hostname = '127.0.0.1';
  url.port = String((relay.address() as AddressInfo).port);
  const pool = createPool({ url: url.href, max: 1, maxHeldMs: 300 });
  await pool.query('select 1');
  for (const socket of silent) socket.unpipe().pause();
  await expect(inTransaction(pool, (client) => client.query('select 2'))).rejects.toThrow();
  expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  await pool.end();
  for (const socket of silent) socket.destroy();
  relay.close();
});
