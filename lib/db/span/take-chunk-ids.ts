import type { Pool } from '#lib/db/pool.ts';

/** How many ids one value of the sequence stands for: its increment in the schema. */
const blockSize = 1_000;

/** Ids taken and not used yet, by pool. */
const left = new WeakMap<Pool, number[]>();

/** `count` ids that nobody else has. They are taken in blocks, so most calls ask nobody; gaps mean nothing. */
export async function takeChunkIds(pool: Pool, count: number): Promise<number[]> {
  const known = left.get(pool);
  if (known && known.length >= count) return known.splice(0, count);
  const { rows } = await pool.query<{ first: number }>(
    `select nextval('span_chunk_id') as first from generate_series(1, $1::int4)`,
    [Math.ceil(count / blockSize)],
  );
  const ids = rows.flatMap(({ first }) => Array.from({ length: blockSize }, (_, i) => first + i));
  const taken = ids.splice(0, count);
  left.set(pool, ids);
  return taken;
}
