import type { CheckInSchedule } from '#lib/check-in/to-evidence.ts';
import type { Queryable } from '#lib/db/pool.ts';

/** All schedules with a token, by the hex of its SHA-256. */
export async function selectCheckInTokens(db: Queryable): Promise<Map<string, CheckInSchedule>> {
  const { rows } = await db.query<CheckInSchedule & { hash: string }>(
    `select encode(token_hash, 'hex') as hash, id, environment, name, queue from schedule where token_hash is not null`,
  );
  return new Map(rows.map(({ hash, ...schedule }) => [hash, schedule]));
}

/** The schedule with this token; null when there is none. */
export async function selectScheduleOfToken(db: Queryable, hash: Buffer): Promise<CheckInSchedule | null> {
  const { rows } = await db.query<CheckInSchedule>(
    'select id, environment, name, queue from schedule where token_hash = $1',
    [hash],
  );
  return rows[0] ?? null;
}
