// A filter's words as the ids that rows carry. Unknown words match nothing, so they must not widen a query to everything.
import type { Filter, WindowBound } from '#lib/contracts/filter.ts';
import { dimKinds } from '#lib/db/dim/kinds.ts';
import { likeOf } from '#lib/db/like-of.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import { type RunState, runStates } from '#lib/domain/run.ts';
import { AppError } from '#lib/errors.ts';

/** Microseconds: least ≤ value < below; null = without an upper end. */
export interface UsRange {
  least: number;
  below: number | null;
}

/** Ids per column; null = not filtered. `queueIds` is always a list: the lanes the caller may see. */
export interface ResolvedFilter {
  queueIds: number[];
  jobIds: number[] | null;
  states: number[] | null;
  workerIds: number[] | null;
  tenantIds: number[] | null;
  versionIds: number[] | null;
  scheduleIds: number[] | null;
  sourceIds: number[] | null;
  errorGroups: Buffer[] | null;
  correlationIds: string[] | null;
  durationUs: UsRange | null;
  waitUs: UsRange | null;
  minFailedAttempts: number | null;
  /** A LIKE pattern on the error's message and type. */
  messagePattern: string | null;
  /** Which moment of a run the window bounds; null = the list's own. */
  by: WindowBound | null;
}

/** A run filter that only names lanes and jobs can be answered from rollups. */
export function isAboutLanesOnly(filter: ResolvedFilter): boolean {
  const { queueIds: _queues, jobIds: _jobs, by: _by, ...rest } = filter;
  return Object.values(rest).every((value) => value === null);
}

const us = (ms: number): number => Math.round(ms * 1000);

function usRange(minMs: number | undefined, maxMs: number | undefined): UsRange | null {
  if (minMs === undefined && maxMs === undefined) return null;
  return { least: us(minMs ?? 0), below: maxMs === undefined ? null : Math.max(us(minMs ?? 0), us(maxMs)) };
}

/** Looks the words up, within `environment` when the caller may see one only. */
export async function resolveFilter(
  db: Queryable,
  filter: Filter & { by?: WindowBound },
  environment: string | null,
): Promise<ResolvedFilter> {
  if (filter.q?.startsWith('attr.')) {
    const message =
      'attributes are searched in the list of runs and its export only; here, use text of the error message';
    throw new AppError('invalid_input', 'Some values are not valid.', { fields: { q: message } });
  }
  const [queues, dims] = await Promise.all([
    db.query<{ id: number }>(
      prepared(
        `select queue.id from queue
       join dim environment on environment.id = queue.environment_id
       join dim system on system.id = queue.system_id
       where ($1::text[] is null or environment.value = any($1))
         and ($2::text is null or environment.value = $2)
         and ($3::text[] is null or system.value = any($3))
         and ($4::text[] is null or queue.name = any($4))
       order by queue.id`,
        [filter.environment ?? null, environment, filter.system ?? null, filter.queue ?? null],
      ),
    ),
    dimIds(db, filter),
  ]);
  const idsOf = (kind: number, words: readonly string[] | undefined): number[] | null =>
    words ? dims.filter((row) => row.kind === kind && words.includes(row.value)).map((row) => row.id) : null;
  return {
    queueIds: queues.rows.map((row) => row.id),
    jobIds: idsOf(dimKinds.job, filter.job),
    states: filter.state?.map((state: RunState) => runStates.indexOf(state)) ?? null,
    workerIds: idsOf(dimKinds.worker, filter.worker),
    tenantIds: idsOf(dimKinds.tenant, filter.tenant),
    versionIds: idsOf(dimKinds.version, filter.version),
    scheduleIds: idsOf(dimKinds.schedule, filter.schedule),
    sourceIds: idsOf(dimKinds.source, filter.source),
    errorGroups: filter.errorGroup?.map((hex) => Buffer.from(hex, 'hex')) ?? null,
    correlationIds: filter.correlationId ?? null,
    durationUs: usRange(filter.minDurationMs, filter.maxDurationMs),
    waitUs: usRange(filter.minWaitMs, filter.maxWaitMs),
    minFailedAttempts: filter.minFailedAttempts ?? null,
    messagePattern: filter.q === undefined ? null : likeOf(filter.q),
    by: filter.by ?? null,
  };
}

const wordFilters = ['job', 'worker', 'tenant', 'version', 'schedule', 'source'] as const;

async function dimIds(db: Queryable, filter: Filter): Promise<{ id: number; kind: number; value: string }[]> {
  const kinds: number[] = [];
  const values: string[] = [];
  for (const name of wordFilters) {
    for (const value of filter[name] ?? []) {
      kinds.push(dimKinds[name]);
      values.push(value);
    }
  }
  if (kinds.length === 0) return [];
  const { rows } = await db.query<{ id: number; kind: number; value: string }>(
    prepared(
      `select dim.id, dim.kind, dim.value from dim
     join unnest($1::int2[], $2::text[]) as wanted(kind, value) on dim.kind = wanted.kind and dim.value = wanted.value`,
      [kinds, values],
    ),
  );
  return rows;
}
