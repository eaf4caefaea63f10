import type { Queryable } from '#lib/db/pool.ts';
import { selectIdBounds } from '#lib/db/run/run-reach.ts';
import { runStates } from '#lib/domain/run.ts';

export interface EvidenceRun {
  id: string;
  correlationId: string | null;
}

/** Up to five runs behind an alert: the latest dead ones, or the slowest, of these lanes (and job) that ended in [from, to). */
export async function selectEvidenceRuns(
  db: Queryable,
  of: {
    queueIds: readonly number[];
    jobId: number | null;
    fromMs: number;
    toMs: number;
    which: 'dead' | 'slow' | 'waited';
  },
): Promise<EvidenceRun[]> {
  const order = { dead: 'finished_at desc', slow: 'duration_us desc nulls last', waited: 'wait_us desc nulls last' }[
    of.which
  ];
  const { least, below } = await selectIdBounds(db, ['finished'], of);
  const { rows } = await db.query<EvidenceRun>(
    `select id, correlation_id as "correlationId" from run
      where id >= $6::uuid and id < $7::uuid and queue_id = any($1::int4[]) and ordered_at >= $2::timestamptz - interval '1 day' and ordered_at < $3
        and finished_at >= $2 and finished_at < $3 and redirect_to is null
        and ($4::int4 is null or job_id = $4) and ($5::int2 is null or state = $5)
      order by ${order} limit 5`,
    [
      of.queueIds,
      new Date(of.fromMs),
      new Date(of.toMs),
      of.jobId,
      of.which === 'dead' ? runStates.indexOf('dead') : null,
      least,
      below,
    ],
  );
  return rows;
}

/** These runs, as far as they are there. */
export async function selectNamedRuns(db: Queryable, ids: readonly string[]): Promise<EvidenceRun[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<EvidenceRun>(
    'select id, correlation_id as "correlationId" from run where id = any($1::uuid[]) limit 5',
    [ids],
  );
  return rows;
}
