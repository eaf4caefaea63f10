// Schedules as people make and change them.
import type { ScheduleChange, ScheduleInput } from '#lib/contracts/schedule.ts';
import type { Queryable } from '#lib/db/pool.ts';

/** Makes a schedule for check-ins; null when its name is taken. */
export async function insertSchedule(db: Queryable, input: ScheduleInput, tokenHash: Buffer): Promise<string | null> {
  const { environment, name, queue, cron, everyMs, timeZone, graceMs, maxRuntimeMs } = input;
  const { rows } = await db.query<{ id: string }>(
    `insert into schedule (environment, source, system, name, queue, job, cron, every_ms, time_zone, grace_ms, max_runtime_ms,
       is_ours, token_hash)
     values ($1, 'check-in', 'check-in', $2, $3, $2, $4, $5, $6, $7, $8, true, $9)
     on conflict (environment, system, coalesce(queue, ''), name) do nothing returning id`,
    [environment, name, queue, cron, everyMs, timeZone, graceMs, maxRuntimeMs, tokenHash].map((value) => value ?? null),
  );
  return rows[0]?.id ?? null;
}

/** A rhythm as it is from now on. */
export interface NewRhythm {
  cron: string | null;
  everyMs: number | null;
  timeZone: string | null;
}

/** Changes what is given; a new rhythm holds from now on. Throws the database's error 23505 when the name is taken. */
export async function updateSchedule(
  db: Queryable,
  id: string,
  change: Pick<ScheduleChange, 'name' | 'graceMs' | 'maxRuntimeMs' | 'paused'>,
  rhythm: NewRhythm | null,
  tokenHash: Buffer | null,
): Promise<void> {
  await db.query(
    `update schedule set
       name = coalesce($2, name),
       grace_ms = case when $3::boolean then $4::int8 else grace_ms end,
       max_runtime_ms = case when $5::boolean then $6::int8 else max_runtime_ms end,
       paused_at = case when $7::boolean is null then paused_at when $7 then coalesce(paused_at, now()) else null end,
       token_hash = coalesce($8, token_hash)
     where id = $1`,
    [
      id,
      change.name ?? null,
      change.graceMs !== undefined,
      change.graceMs ?? null,
      change.maxRuntimeMs !== undefined,
      change.maxRuntimeMs ?? null,
      change.paused ?? null,
      tokenHash,
    ],
  );
  if (!rhythm) return;
  await db.query(
    `update schedule set cron = $2, every_ms = $3, time_zone = $4, is_rhythm_ours = not is_ours, defined_at = now(),
       next_due_at = null where id = $1`,
    [id, rhythm.cron, rhythm.everyMs, rhythm.timeZone],
  );
}

/** Its runs stay. */
export async function deleteSchedule(db: Queryable, id: string): Promise<void> {
  for (const table of ['schedule_slot', 'check_in_open'])
    await db.query(`delete from ${table} where schedule_id = $1`, [id]);
  await db.query('delete from schedule where id = $1', [id]);
}
