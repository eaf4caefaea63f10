import type { Queryable } from '#lib/db/pool.ts';
import type { SlotOutcome } from '#lib/schedules/slot-outcome.ts';

/** Due times of the last 35 days and what became of them, in order. */
export async function selectCalendarSlots(
  db: Queryable,
  scheduleId: string,
): Promise<{ dueMs: number; outcome: SlotOutcome }[]> {
  const { rows } = await db.query<{ dueMs: number; outcome: SlotOutcome }>(
    `select extract(epoch from due_at)::float8 * 1000 as "dueMs", outcome from schedule_slot
      where schedule_id = $1 and due_at > now() - interval '35 days' order by due_at`,
    [scheduleId],
  );
  return rows;
}
