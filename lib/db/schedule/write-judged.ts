import type { Queryable } from '#lib/db/pool.ts';
import type { Slot } from '#lib/schedules/slot.ts';
import type { Standing } from '#lib/schedules/standing.ts';

/** Slots as they are now; `noticed_at` moves where the outcome does. */
export async function writeSlots(db: Queryable, slots: readonly (Slot & { scheduleId: string })[]): Promise<void> {
  if (slots.length === 0) return;
  await db.query(
    `insert into schedule_slot as t (schedule_id, due_at, outcome, run_id, runs, started_at, finished_at)
     select id, to_timestamp(due / 1000), outcome, run_id, runs, to_timestamp(started / 1000), to_timestamp(finished / 1000)
       from unnest($1::uuid[], $2::float8[], $3::text[], $4::uuid[], $5::int4[], $6::float8[], $7::float8[])
         as w(id, due, outcome, run_id, runs, started, finished)
     on conflict (schedule_id, due_at) do update
        set outcome = excluded.outcome, run_id = excluded.run_id, runs = excluded.runs, started_at = excluded.started_at,
            finished_at = excluded.finished_at,
            noticed_at = case when t.outcome = excluded.outcome then t.noticed_at else now() end`,
    [
      slots.map(({ scheduleId }) => scheduleId),
      slots.map(({ dueMs }) => dueMs),
      slots.map(({ outcome }) => outcome),
      slots.map(({ runId }) => runId),
      slots.map(({ runs }) => runs),
      slots.map(({ startedMs }) => startedMs),
      slots.map(({ finishedMs }) => finishedMs),
    ],
  );
}

export interface JudgedStanding extends Standing {
  id: string;
  slotsUntilMs: number | null;
  nextDueMs: number | null;
}

/** How the schedules stand; `status_since` moves where the status does. */
export async function writeStandings(db: Queryable, list: readonly JudgedStanding[]): Promise<void> {
  if (list.length === 0) return;
  await db.query(
    `update schedule s
        set status = w.status, status_since = case when s.status = w.status then s.status_since else now() end,
            status_due_at = to_timestamp(w.due / 1000), status_run_id = w.run_id,
            slots_until = to_timestamp(w.until / 1000), next_due_at = to_timestamp(w.next / 1000)
       from unnest($1::uuid[], $2::text[], $3::float8[], $4::uuid[], $5::float8[], $6::float8[])
         as w(id, status, due, run_id, until, next)
      where s.id = w.id`,
    [
      list.map(({ id }) => id),
      list.map(({ status }) => status),
      list.map(({ dueMs }) => dueMs),
      list.map(({ runId }) => runId),
      list.map(({ slotsUntilMs }) => slotsUntilMs),
      list.map(({ nextDueMs }) => nextDueMs),
    ],
  );
}

/** That all were looked at now. */
export async function markJudged(db: Queryable): Promise<void> {
  await db.query('update schedule set judged_at = now()');
}

/** Notes for each source up to when it was read, in one stretch for as long as reading goes on. */
export async function noteWatchedSources(db: Queryable): Promise<void> {
  const read = `select 'source:' || st.source_id as subject, st.last_read_at,
      make_interval(secs => 15 + o.poll_ms / 500.0 + st.rest_ms / 1000.0) as patience
    from source_state st join source o on o.id = st.source_id where st.last_read_at > now() - interval '1 hour'`;
  await db.query(
    `with read as (${read}), last as (
       select distinct on (w.subject) w.subject, w.from_at, w.to_at from watched w join read on read.subject = w.subject
        order by w.subject, w.to_at desc
     ), grown as (
       update watched w set to_at = read.last_read_at from read join last on last.subject = read.subject
        where w.subject = last.subject and w.from_at = last.from_at and read.last_read_at > last.to_at
          and read.last_read_at - last.to_at <= read.patience
     )
     insert into watched (subject, from_at, to_at)
     select read.subject, read.last_read_at, read.last_read_at from read left join last on last.subject = read.subject
      where last.subject is null or read.last_read_at - last.to_at > read.patience
     on conflict do nothing`,
  );
}

/** What is older than any screen shows. */
export async function deleteOldSlots(db: Queryable): Promise<void> {
  await db.query(`delete from schedule_slot where due_at < now() - interval '40 days'`);
  await db.query(`delete from watched where to_at < now() - interval '40 days'`);
}
