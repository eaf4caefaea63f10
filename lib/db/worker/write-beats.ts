import { dimsOf } from '#lib/db/dim/dim-cache.ts';
import type { Pool } from '#lib/db/pool.ts';
import type { Micros } from '#lib/domain/evidence.ts';

/** What a worker said of itself at a moment. */
export interface WorkerBeat {
  environment: string;
  system: string;
  name: string;
  queues: string[];
  /** How many jobs it would run at once, over all its queues; null = not told. */
  concurrency: number | null;
  /** How many it ran; null = not told. */
  busy: number | null;
  version: string | null;
  /** By the worker's clock. */
  at: Micros;
}

interface Row {
  e: number;
  s: number;
  w: number;
  q: string;
  v: number | null;
  c: number | null;
  b: number | null;
  a: Micros;
}

/**
 * Stores beats, one row a queue. Said late, a beat changes nothing; said of the future, it counts as of now. Sorted, so that two doors cannot block
 * each other.
 */
export async function writeBeats(pool: Pool, beats: readonly WorkerBeat[]): Promise<void> {
  if (beats.length === 0) return;
  const dims = dimsOf(pool);
  await dims.require('environment', new Set(beats.map(({ environment }) => environment)));
  await dims.require('system', new Set(beats.map(({ system }) => system)));
  await dims.require('worker', new Set(beats.map(({ name }) => name)));
  await dims.require('version', new Set(beats.flatMap(({ version }) => version ?? [])));
  const rows = new Map<string, Row>();
  for (const beat of beats) {
    const e = dims.id('environment', beat.environment);
    const s = dims.id('system', beat.system);
    const w = dims.id('worker', beat.name);
    const v = beat.version === null ? null : dims.id('version', beat.version);
    for (const q of beat.queues) {
      rows.set(`${e} ${s} ${w} ${q}`, { e, s, w, q, v, c: beat.concurrency, b: beat.busy, a: beat.at });
    }
  }
  await pool.query(
    `insert into worker as o (environment_id, system_id, worker_id, queue, last_seen_at, version_id, concurrency, busy, beat_at)
     select e, s, w, q, at, v, c, b, at
       from jsonb_to_recordset($1) as x(e int4, s int4, w int4, q text, v int4, c int4, b int4, a float8)
       cross join lateral (select least(now(), to_timestamp(a / 1e6)) as at) moment
      order by e, s, w, q
     on conflict (environment_id, system_id, worker_id, queue) do update
        set last_seen_at = greatest(o.last_seen_at, excluded.last_seen_at), version_id = coalesce(excluded.version_id, o.version_id),
            concurrency = excluded.concurrency, busy = excluded.busy, beat_at = excluded.beat_at
      where o.beat_at is null or o.beat_at <= excluded.beat_at`,
    [JSON.stringify([...rows.values()])],
  );
}
