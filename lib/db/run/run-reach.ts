// Runs lie in the partition of their ID's day and are asked for by moments, which may lie on other days. Which ones is noted as runs are
// written, so that a question about a window names the days that can answer it, and Postgres leaves all others alone.
import { type Day, dayOf, dayOfId, firstIdOf } from '#lib/db/partition/day.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';

/** In the order of `run_reach.moment`. */
const moments = ['ordered', 'started', 'finished'] as const;
export type RunMoment = (typeof moments)[number];

/** The days beside their own that runs have moments on, each once. */
export type Reaches = Map<string, { moment: number; day: Day; idDay: Day }>;

/** Notes the moments of a run, in microseconds, that are not of its ID's day. */
export function noteReach(
  reaches: Reaches,
  id: string,
  at: { orderedAt: number; startedAt: number | null; finishedAt: number | null },
): void {
  const idDay = dayOfId(id);
  const note = (moment: number, us: number | null): void => {
    if (us === null) return;
    const day = dayOf(us);
    if (day !== idDay) reaches.set(`${moment} ${day} ${idDay}`, { moment, day, idDay });
  };
  note(0, at.orderedAt);
  note(1, at.startedAt);
  note(2, at.finishedAt);
}

/** Sorted, so that two derivers cannot block each other. */
export async function writeReaches(db: Queryable, reaches: Reaches): Promise<void> {
  if (reaches.size === 0) return;
  const rows = [...reaches.values()];
  await db.query(
    `insert into run_reach (moment, day, id_day) select * from unnest($1::int2[], $2::int4[], $3::int4[]) order by 1, 2, 3
     on conflict do nothing`,
    [rows.map((row) => row.moment), rows.map((row) => row.day), rows.map((row) => row.idDay)],
  );
}

const lastDay = dayOf(Date.UTC(9999, 0) * 1000);
const within = (day: Day): Day => Math.min(Math.max(day, 0), lastDay);

/** Bounds of the IDs, least ≤ id < below, that runs with one of these moments in [fromMs, toMs) can have. */
export async function selectIdBounds(
  db: Queryable,
  of: readonly RunMoment[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<{ least: string; below: string }> {
  const first = within(dayOf(fromMs * 1000));
  const last = Math.max(first, within(dayOf(toMs * 1000)));
  const { rows } = await db.query<{ first: number | null; last: number | null }>(
    prepared(
      'select min(id_day) as first, max(id_day) as last from run_reach where moment = any($1::int2[]) and day between $2 and $3',
      [of.map((moment) => moments.indexOf(moment)), first, last],
    ),
  );
  const [row] = rows;
  return {
    least: firstIdOf(Math.min(first, row?.first ?? first)),
    below: firstIdOf(Math.max(last, row?.last ?? last) + 1),
  };
}

/** Forgets days whose runs are gone: those before `firstDay`. */
export async function trimReaches(db: Queryable, firstDay: Day): Promise<void> {
  await db.query('delete from run_reach where id_day < $1', [firstDay]);
}
