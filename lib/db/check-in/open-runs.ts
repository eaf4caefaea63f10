import type { Queryable } from '#lib/db/pool.ts';

export async function addOpenRun(db: Queryable, scheduleId: string, rid: string): Promise<void> {
  await db.query('insert into check_in_open (schedule_id, rid) values ($1, $2) on conflict do nothing', [
    scheduleId,
    rid,
  ]);
}

/** Takes the execution that began first, of the last day; null when none is open. Two who ask at once get two. */
export async function takeOpenRun(db: Queryable, scheduleId: string): Promise<string | null> {
  const { rows } = await db.query<{ rid: string }>(
    `delete from check_in_open where schedule_id = $1 and rid = (
       select rid from check_in_open where schedule_id = $1 and started_at > now() - interval '1 day'
        order by started_at, rid limit 1 for update skip locked
     ) returning rid`,
    [scheduleId],
  );
  return rows[0]?.rid ?? null;
}

export async function latestOpenRun(db: Queryable, scheduleId: string): Promise<string | null> {
  const { rows } = await db.query<{ rid: string }>(
    `select rid from check_in_open where schedule_id = $1 and started_at > now() - interval '1 day'
      order by started_at desc, rid desc limit 1`,
    [scheduleId],
  );
  return rows[0]?.rid ?? null;
}

/** Executions whose end never came. */
export async function deleteOldOpenRuns(db: Queryable): Promise<void> {
  await db.query(`delete from check_in_open where started_at < now() - interval '2 days'`);
}
