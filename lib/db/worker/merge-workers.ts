import type { Queryable } from '#lib/db/pool.ts';

export interface WorkerSeen {
  environmentId: number;
  systemId: number;
  workerId: number;
  queue: string;
  /** Microseconds. */
  lastAt: number;
  versionId: number | null;
}

/** Notes when workers, and versions in a queue, were heard of. Sorted, so that two derivers cannot block each other. */
export async function mergeWorkers(db: Queryable, seen: readonly WorkerSeen[]): Promise<void> {
  if (seen.length === 0) return;
  await noteDeploys(
    db,
    seen.filter((worker) => worker.versionId !== null),
  );
  await db.query(
    `insert into worker as o (environment_id, system_id, worker_id, queue, last_seen_at, version_id)
     select e, s, w, q, to_timestamp(a / 1e6), v
       from unnest($1::int4[], $2::int4[], $3::int4[], $4::text[], $5::float8[], $6::int4[]) as x(e, s, w, q, a, v)
      order by e, s, w, q
     on conflict (environment_id, system_id, worker_id, queue) do update
        set last_seen_at = greatest(o.last_seen_at, excluded.last_seen_at), version_id = coalesce(excluded.version_id, o.version_id)`,
    [
      seen.map((w) => w.environmentId),
      seen.map((w) => w.systemId),
      seen.map((w) => w.workerId),
      seen.map((w) => w.queue),
      seen.map((w) => w.lastAt),
      seen.map((w) => w.versionId),
    ],
  );
}

/** Writes only what is new: a version is first heard of once. */
async function noteDeploys(db: Queryable, seen: readonly WorkerSeen[]): Promise<void> {
  if (seen.length === 0) return;
  await db.query(
    `insert into deploy as d (environment_id, system_id, queue, version_id, first_seen_at)
     select e, s, q, v, to_timestamp(min(a) / 1e6)
       from unnest($1::int4[], $2::int4[], $3::text[], $4::int4[], $5::float8[]) as x(e, s, q, v, a)
      group by e, s, q, v order by e, s, q, v
     on conflict (environment_id, system_id, queue, version_id) do update set first_seen_at = excluded.first_seen_at
      where excluded.first_seen_at < d.first_seen_at`,
    [
      seen.map((w) => w.environmentId),
      seen.map((w) => w.systemId),
      seen.map((w) => w.queue),
      seen.map((w) => w.versionId),
      seen.map((w) => w.lastAt),
    ],
  );
}
