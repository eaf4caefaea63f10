import { dimKinds } from '#lib/db/dim/kinds.ts';
import type { Queryable } from '#lib/db/pool.ts';

/** An environment that has as many names as it may have: further ones are shown together as '(other)'. */
export interface FullNames {
  environment: string;
  kind: 'job' | 'queue';
  most: number;
}

/** `most`: the cap for job names and for queues of one environment (`maxNamesOf`). */
export async function selectFullNames(db: Queryable, most: number): Promise<FullNames[]> {
  const { rows } = await db.query<Omit<FullNames, 'most'>>(
    `select e.value as environment, 'job' as kind
       from dim d join dim e on e.id = d.environment_id
      where d.kind = $2 group by e.value having count(*) >= $1
     union all
     select e.value, 'queue' from queue q join dim e on e.id = q.environment_id
      group by e.value having count(*) >= $1
     order by 1, 2`,
    [most, dimKinds.job],
  );
  return rows.map((row) => ({ ...row, most }));
}
