import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '#lib/db/pool.ts';
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
