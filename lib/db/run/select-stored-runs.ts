import type { Queryable } from '#lib/db/pool.ts';
import type { OwnColumns } from '#lib/domain/alias.ts';
import type { StoredAttempt, StoredRun } from '#lib/domain/contribution.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { inTraceBit, isLateFidelity, plainBit } from '#lib/domain/fidelity.ts';
import { attemptStates, runStates } from '#lib/domain/run.ts';
import { type EvidenceRow, evidenceColumns, evidenceJoins, evidenceOf } from './stored-evidence.ts';

/** A run as the deriver reads it back. */
export interface StoredRunRow {
  id: string;
  redirectTo: string | null;
  revision: number;
  columns: StoredRun;
  attempts: StoredAttempt[];
  /** How many of them have a row. */
  attemptRows: number;
  own: OwnColumns;
  /** Empty for a redirect. */
  evidence: Evidence[];
  /** Of its packed evidence. */
  bytes: number;
}

const us = (column: string): string => `(extract(epoch from r.${column}) * 1000000)::int8`;

interface Row extends EvidenceRow {
  id: string;
  redirect_to: string | null;
  revision: number;
  queue_id: number;
  job_id: number | null;
  state: number;
  enqueued: number | null;
  started: number | null;
  finished: number | null;
  ordered: number;
  wait_us: number | null;
  duration_us: number | null;
  total_us: number | null;
  fidelity: number;
}

interface AttemptRow {
  run_id: string;
  state: number;
  will_retry: boolean | null;
  finished: number | null;
}

/** Runs by id with their evidence, redirects included; ids that have aged out are missing from the answer. */
export async function selectStoredRuns(db: Queryable, ids: readonly string[]): Promise<StoredRunRow[]> {
  if (ids.length === 0) return [];
  const runs = await db.query<Row>({
    name: 'select-stored-runs',
    text: `select r.id, r.redirect_to, r.revision, r.queue_id, r.job_id, r.state, ${us('enqueued_at')} as enqueued,
                  ${us('started_at')} as started, ${us('finished_at')} as finished, ${us('ordered_at')} as ordered, r.wait_us, r.duration_us,
                  r.total_us, r.fidelity, ${evidenceColumns}
             from run r ${evidenceJoins} where r.id = any($1::uuid[])`,
    values: [ids],
  });
  const attempts = await db.query<AttemptRow>({
    name: 'select-stored-attempts',
    text: `select run_id, state, will_retry, ${us('finished_at')} as finished from attempt r where run_id = any($1::uuid[]) order by run_id, number`,
    values: [ids],
  });
  const byRun = new Map<string, StoredAttempt[]>();
  for (const row of attempts.rows) {
    const attempt = { state: row.state, willRetry: row.will_retry, finishedAt: row.finished };
    const list = byRun.get(row.run_id);
    if (list) list.push(attempt);
    else byRun.set(row.run_id, [attempt]);
  }
  return runs.rows.map((row) => ({
    id: row.id,
    redirectTo: row.redirect_to,
    revision: row.revision,
    columns: {
      queueId: row.queue_id,
      jobId: row.job_id,
      state: row.state,
      enqueuedAt: row.enqueued,
      startedAt: row.started,
      finishedAt: row.finished,
      orderedAt: row.ordered,
      waitUs: row.wait_us,
      durationUs: row.duration_us,
      totalUs: row.total_us,
      isLate: isLateFidelity(row.fidelity),
      isRedirect: row.redirect_to !== null,
    },
    attempts: (row.fidelity & plainBit) === 0 ? (byRun.get(row.id) ?? []) : [plainAttemptOf(row)],
    attemptRows: byRun.get(row.id)?.length ?? 0,
    own: { traceId: row.trace_id, correlationId: row.correlation_id, isInTrace: (row.fidelity & inTraceBit) !== 0 },
    evidence: row.redirect_to === null ? evidenceOf(row) : [],
    bytes: row.evidence.length,
  }));
}

/** The attempt that the columns of a run tell (`plainBit`), as far as it counts. */
const plainAttemptOf = ({ state, finished }: Row): StoredAttempt => ({
  state: attemptStates.indexOf(runStates[state] === 'running' ? 'running' : 'succeeded'),
  willRetry: null,
  finishedAt: finished,
});
