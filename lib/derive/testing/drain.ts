// Drives a deriver by hand (tests only).
import type { Pool } from '#lib/db/pool.ts';
import { Deriver, type DeriverOptions, type HeldShard } from '#lib/derive/deriver.ts';
import { shardCount } from '#lib/ingest/shard.ts';
import { acquireLeases } from '#lib/lease.ts';

/** All shards, held by the test. */
export async function holdAllShards(pool: Pool, holder = 'test'): Promise<HeldShard[]> {
  const names = Array.from({ length: shardCount }, (_, i) => `derive:${i}`);
  const leases = await acquireLeases(pool, holder, names, 3_600_000);
  return leases.map((lease) => ({ shard: Number(lease.name.slice('derive:'.length)), lease }));
}

/** Derives until the inbox is empty. */
export async function drain(deriver: Deriver, shards: readonly HeldShard[], maxItems?: number): Promise<void> {
  while ((await deriver.turn(shards, maxItems)).items > 0);
}

/** A new deriver with all shards; derives everything and gives its connection back. */
export async function deriveAll(pool: Pool, options: DeriverOptions = {}): Promise<void> {
  const deriver = new Deriver(pool, options);
  try {
    await drain(deriver, await holdAllShards(pool));
  } finally {
    await deriver.reset();
    await pool.query('delete from lease');
  }
}

const written = [
  'inbox',
  'run',
  'run_reach',
  'run_alias',
  'attempt',
  'edge',
  'rollup',
  'rollup_delta',
  'error_group',
  'worker',
  'quarantine',
  'ingest_batch',
];

/** Empties what ingest and derive write, for the next case of a property. */
export async function clearRuns(pool: Pool): Promise<void> {
  // a few rows: to truncate would be a new file for each index of each day
  await pool.query(written.map((table) => `delete from ${table}`).join(';'));
}
