import type { Queryable } from '#lib/db/pool.ts';

/** What became of one due time of a schedule, and when that was noticed. */
export interface NoticedSlot {
  scheduleId: string;
  environment: string;
  source: string;
  system: string;
  name: string;
  queue: string | null;
  job: string | null;
  outcome: string;
  dueMs: number;
  noticedMs: number;
}

/** Due times whose outcome was noticed in [from, to), in the order of that; at most 100,000. */
export async function selectSlotHistory(db: Queryable, fromMs: number, toMs: number): Promise<NoticedSlot[]> {
  const { rows } = await db.query<NoticedSlot>(
    `select s.id as "scheduleId", s.environment, s.source, s.system, s.name, s.queue, s.job, t.outcome,
            extract(epoch from t.due_at)::float8 * 1000 as "dueMs", extract(epoch from t.noticed_at)::float8 * 1000 as "noticedMs"
       from schedule_slot t join schedule s on s.id = t.schedule_id
      where t.noticed_at >= $1 and t.noticed_at < $2 order by t.noticed_at, t.due_at limit 100000`,
    [new Date(fromMs), new Date(toMs)],
  );
  return rows;
}
