import type { AffectedKind } from '#lib/contracts/error-group.ts';
import type { ResolvedFilter } from '#lib/db/filter/resolve-filter.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { filterParameters, runCondition } from '#lib/db/run/run-filter.ts';
import { windowCondition, windowParameters } from '#lib/db/run/run-window.ts';
import { runStates } from '#lib/domain/run.ts';

export const maxAffectedRuns = 200_000;

export interface AffectedRow {
  /** Null on the one row that counts runs without such a value. */
  value: string | null;
  runs: number;
  dead: number;
  firstAt: Date;
  lastAt: Date;
  lastRunId: string;
}

const values: Record<AffectedKind, string> = {
  correlationId: 'correlation_id',
  tenant: '(select value from dim where id = tenant_id)',
};

/** Whom the filter's runs of the window belong to, most runs first, with one row for nobody known: all of them. */
export async function selectAffected(
  db: Queryable,
  of: AffectedKind,
  options: { filter: ResolvedFilter; fromMs: number; toMs: number },
): Promise<AffectedRow[]> {
  const { filter } = options;
  const { rows } = await db.query<AffectedRow>(
    `select ${values[of]} as value, count(*)::int4 as runs, (count(*) filter (where state = ${runStates.indexOf('dead')}))::int4 as dead,
       min(ordered_at) as "firstAt", max(ordered_at) as "lastAt", (array_agg(id order by ordered_at desc))[1] as "lastRunId"
     from (
       select id, state, ordered_at, correlation_id, tenant_id from run
       where queue_id = any($1::int4[]) and ${windowCondition('first')} and error_fingerprint is not null
         and ${runCondition(filter)}
       order by ordered_at desc limit ${maxAffectedRuns}
     ) as hit
     group by 1 order by 2 desc, 5 desc, 1`,
    [...filterParameters(filter), ...(await windowParameters(db, options, 'first'))],
  );
  return rows;
}
