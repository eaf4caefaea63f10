import type { Silence } from '#lib/alerts/silence.ts';
import type { Queryable } from '#lib/db/pool.ts';

export async function insertSilence(
  db: Queryable,
  silence: Silence & { comment: string; createdBy: string },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'insert into alert_silence (matchers, starts_at, ends_at, comment, created_by, recurrence) values ($1, $2, $3, $4, $5, $6) returning id',
    [
      JSON.stringify(silence.matchers),
      new Date(silence.startsMs),
      new Date(silence.endsMs),
      silence.comment,
      silence.createdBy,
      silence.recurrence && JSON.stringify(silence.recurrence),
    ],
  );
  return rows[0]?.id as string;
}

/** False when there is none that is on or to come. */
export async function endSilence(db: Queryable, id: string): Promise<boolean> {
  const ended = await db.query(
    'update alert_silence set ends_at = now() where id = $1 and ends_at > now() returning id',
    [id],
  );
  return ended.rows.length === 1;
}
