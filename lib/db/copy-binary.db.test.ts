import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CopyRows, copyInto, copyPieces } from '#lib/db/copy-binary.ts';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await pool.query(
    'create table every_type (n int4, a int2, b int4, c int8, d bool, e timestamptz, f date, g text, h bytea, i bytea, j uuid, k "char")',
  );
});
afterAll(() => database.drop());

const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const row = fc.record({
  a: orNull(fc.integer({ min: -32_768, max: 32_767 })),
  b: orNull(fc.integer()),
  c: orNull(fc.maxSafeInteger()),
  d: orNull(fc.boolean()),
  e: orNull(fc.integer({ min: -1_000_000_000_000_000, max: 4_000_000_000_000_000 })),
  f: orNull(fc.integer({ min: -10_000, max: 50_000 })),
  g: orNull(fc.string({ unit: 'binary', maxLength: 300 })),
  h: orNull(fc.uint8Array({ maxLength: 300 })),
  i: orNull(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex'))),
  j: orNull(fc.uuid()),
  k: fc.constantFrom('a', 'Z', '~'),
});

test('what is written comes back, whatever the values and the size of the buffer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 20 }), fc.constantFrom(1, 100_000), async (rows, expectedBytes) => {
      await pool.query('truncate every_type');
      const copy = new CopyRows(expectedBytes);
      for (const [n, r] of rows.entries()) {
        copy.row(12);
        copy.int4(n);
        copy.int2(r.a);
        copy.int4(r.b);
        copy.int8(r.c);
        copy.bool(r.d);
        copy.timestamp(r.e);
        copy.date(r.f);
        copy.text(r.g);
        copy.bytes(r.h);
        copy.hex(r.i);
        copy.uuid(n % 2 === 0 ? r.j : (r.j?.replaceAll('-', '') ?? null));
        copy.letter(r.k);
      }
      await inTransaction(pool, (client) => copyInto(client, 'every_type', copy));
      const back = await pool.query(
        `select a, b, c, d, (extract(epoch from e) * 1000000)::int8 as e, f - date '1970-01-01' as f, g, h, encode(i, 'hex') as i, j, k from every_type order by n`,
      );
      expect(back.rows).toEqual(
        rows.map((r) => ({
          ...r,
          g: r.g?.replaceAll('\0', '\ufffd') ?? null,
          h: r.h === null ? null : Buffer.from(r.h),
        })),
      );
    }),
    { numRuns: 60 },
  );
});

test('a value that Postgres refuses fails the copy with its error, and the connection lives on', async () => {
  const copy = new CopyRows();
  copy.row(1);
  copy.int4(1);
  await expect(inTransaction(pool, (client) => copyInto(client, 'every_type', copy))).rejects.toMatchObject({
    code: '22P04',
  });
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

describe('rows made piece by piece', () => {
  async function* two(rows: CopyRows, second: () => void) {
    rows.row(1);
    rows.int4(1);
    yield;
    second();
    rows.row(1);
    rows.int4(2);
    yield;
  }
  const target = 'piece (n)';

  test('come whole, after what the connection was busy with', async () => {
    const client = await pool.connect();
    const free = client.query('create temp table piece (n int4 not null)');
    await copyPieces(client, target, free, (rows) => two(rows, () => {}));
    expect((await client.query('select n from piece order by n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
    client.release(true);
  });

  test('fail with the error of whoever failed, and the next connection works', async () => {
    const connect = async () => {
      const client = await pool.connect();
      client.on('error', () => {});
      await client.query('create temp table piece (n int4 check (n < 2))');
      return client;
    };
    const fail = () => {
      throw new Error('no second piece');
    };
    const [a, b, c] = [await connect(), await connect(), await connect()];
    await expect(copyPieces(a, target, Promise.resolve(), (rows) => two(rows, fail))).rejects.toThrow('no second');
    await expect(copyPieces(b, target, Promise.resolve(), (rows) => two(rows, () => {}))).rejects.toThrow('check');
    const free = c.query('select 1 / 0');
    await expect(copyPieces(c, target, free, (rows) => two(rows, () => {}))).rejects.toThrow('division');
    for (const client of [a, b, c]) client.release(true);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });
});
