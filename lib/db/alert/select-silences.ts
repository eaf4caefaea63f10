import type { Silence } from '#lib/alerts/silence.ts';
import type { Queryable } from '#lib/db/pool.ts';

export interface StoredSilence extends Silence {
  id: string;
  comment: string;
  createdBy: string;
  createdAt: Date;
}

/** Silences that end after `endsAfterMs`, those that end first in front. */
export async function selectSilences(db: Queryable, endsAfterMs: number): Promise<StoredSilence[]> {
  const { rows } = await db.query<Omit<StoredSilence, 'startsMs' | 'endsMs'> & { startsAt: Date; endsAt: Date }>(
    `select id, matchers, recurrence, starts_at as "startsAt", ends_at as "endsAt", comment, created_by as "createdBy", created_at as "createdAt"
       from alert_silence where ends_at > $1 order by ends_at, id limit 1000`,
    [new Date(endsAfterMs)],
  );
  return rows.map(({ startsAt, endsAt, ...row }) => ({
    ...row,
    startsMs: startsAt.getTime(),
    endsMs: endsAt.getTime(),
  }));
}
