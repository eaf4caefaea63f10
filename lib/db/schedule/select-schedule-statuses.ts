import type { ScheduleStatus } from '#lib/contracts/schedule.ts';
import type { Queryable } from '#lib/db/pool.ts';

/** How a schedule stands, as the keeper last judged it. All moments are the database's. */
export interface ScheduleStanding {
  id: string;
  environment: string;
  source: string;
  system: string;
  name: string;
  queue: string | null;
  job: string | null;
  status: ScheduleStatus;
  /** Since when it has this status; of `missed`: when the grace of the due time was over and that was noticed. */
  since: Date;
  /** The due time the status is about. */
  dueAt: Date | null;
  /** The run the status is about. */
  runId: string | null;
  /** When the keeper last looked: what is older than `staleAfterMs` says nothing about now. */
  judgedAt: Date | null;
}

/** A status that was not looked at for so long is not known any more. */
export const staleAfterMs = 30_000;

/** Every schedule with its status; `unknown` for those that nobody has looked at lately. */
export async function selectScheduleStatuses(db: Queryable): Promise<ScheduleStanding[]> {
  const { rows } = await db.query<ScheduleStanding>(
    `select id, environment, source, system, name, queue, job,
       case when judged_at >= now() - make_interval(secs => $1) then status else 'unknown' end as status,
       status_since as since, status_due_at as "dueAt", status_run_id as "runId", judged_at as "judgedAt"
     from schedule order by environment, system, name, queue`,
    [staleAfterMs / 1000],
  );
  return rows;
}
