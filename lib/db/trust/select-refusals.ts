import type { Queryable } from '#lib/db/pool.ts';

export interface Refusal {
  source: string;
  /** '' = not known. */
  environment: string;
  reason: string;
  count: number;
  sample: string | null;
  offsetMs: number | null;
  firstAt: Date;
  lastAt: Date;
}

/** What was refused, per source, environment and reason, the most frequent first. */
export async function selectRejections(db: Queryable): Promise<Refusal[]> {
  const { rows } = await db.query<Refusal>(
    `select source, environment, reason, count, sample, offset_ms as "offsetMs", first_at as "firstAt", last_at as "lastAt"
       from rejection order by count desc, source, reason, environment limit 500`,
  );
  return rows;
}

/** How many records lie in quarantine, per source. */
export async function selectQuarantined(db: Queryable): Promise<Map<string, number>> {
  const { rows } = await db.query<{ source: string; n: number }>(
    'select source, sum(records)::int4 as n from quarantine group by source',
  );
  return new Map(rows.map((row) => [row.source, row.n]));
}

/** Sources that are told of, not read (OpenTelemetry services): when they were last heard of in the last 7 days. */
export async function selectToldSources(
  db: Queryable,
): Promise<{ source: string; environment: string; system: string; lastAt: Date | null }[]> {
  const { rows } = await db.query<{ source: string; environment: string; system: string; lastAt: Date | null }>(
    `select source.value as source, environment.value as environment, system.value as system, least(max(last.at), now()) as "lastAt"
     from queue
     join dim source on source.id = queue.source_id
     join dim environment on environment.id = queue.environment_id
     join dim system on system.id = queue.system_id
     cross join lateral (
       select max(bucket) + interval '1 minute' as at from rollup_delta
       where grain = 60 and rollup_delta.queue_id = queue.id and job_id = 0 and bucket > now() - interval '2 days'
       union all
       select max(bucket) + interval '1 minute' from rollup
       where grain = 60 and rollup.queue_id = queue.id and job_id = 0 and bucket > now() - interval '2 days'
     ) last
     where not exists (select 1 from source s where s.environment = environment.value and s.name = source.value)
     group by 1, 2, 3 order by 1, 2, 3 limit 500`,
  );
  return rows;
}
