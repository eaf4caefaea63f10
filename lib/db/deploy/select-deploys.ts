import type { Queryable } from '#lib/db/pool.ts';

export interface DeployRow {
  version: string;
  at: Date;
  queues: number;
}

/**
 * Versions that these lanes were first heard with in the window, latest first. A lane's very first version is left out: when nothing was known
 * before, nothing tells that it was new.
 */
export async function selectDeploys(
  db: Queryable,
  queueIds: readonly number[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<DeployRow[]> {
  const { rows } = await db.query<DeployRow>(
    `select version.value as version, min(d.first_seen_at) as at, count(*)::int4 as queues
     from queue
     join deploy d on d.environment_id = queue.environment_id and d.system_id = queue.system_id and d.queue = queue.name
     join dim version on version.id = d.version_id
     where queue.id = any($1::int4[]) and d.first_seen_at >= $2 and d.first_seen_at < $3 and exists (
       select from deploy earlier
       where earlier.environment_id = d.environment_id and earlier.system_id = d.system_id and earlier.queue = d.queue
         and earlier.first_seen_at < d.first_seen_at)
     group by version.value order by 2 desc limit 50`,
    [queueIds, new Date(fromMs), new Date(toMs)],
  );
  return rows;
}
