import type { AttemptView } from '#lib/contracts/run.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { fidelities } from '#lib/domain/evidence.ts';
import { attemptStates } from '#lib/domain/run.ts';
import { isoOf, msOf } from './summary-row.ts';

interface AttemptRow {
  number: number;
  state: number;
  will_retry: boolean | null;
  started_at: Date | null;
  finished_at: Date | null;
  duration_us: number | null;
  worker: string | null;
  error_type: string | null;
  error_message: string | null;
  error_stack: string | null;
  trace_id: string | null;
  span_id: string | null;
  fidelity: number;
}

/** The attempts of one run, in order. */
export async function selectAttempts(db: Queryable, runId: string): Promise<AttemptView[]> {
  const { rows } = await db.query<AttemptRow>(
    `select a.number, a.state, a.will_retry, a.started_at, a.finished_at, a.duration_us, worker.value as worker,
       a.error_type, a.error_message, a.error_stack, encode(a.trace_id, 'hex') as trace_id,
       encode(a.span_id, 'hex') as span_id, a.fidelity
     from attempt a left join dim worker on worker.id = a.worker_id
     where a.run_id = $1 order by a.number limit 1000`,
    [runId],
  );
  return rows.map((row) => ({
    number: row.number,
    state: attemptStates[row.state] ?? 'lost',
    willRetry: row.will_retry,
    startedAt: isoOf(row.started_at),
    finishedAt: isoOf(row.finished_at),
    durationMs: msOf(row.duration_us),
    worker: row.worker,
    error:
      row.error_type === null && row.error_message === null
        ? null
        : { type: row.error_type, message: row.error_message ?? '', stack: row.error_stack },
    traceId: row.trace_id,
    spanId: row.span_id,
    fidelity: fidelities[row.fidelity] ?? 'unknown',
  }));
}
