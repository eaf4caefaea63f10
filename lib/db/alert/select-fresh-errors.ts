import type { Queryable } from '#lib/db/pool.ts';

export interface FreshError {
  fingerprint: string;
  /** Type and message, at most 200 characters. */
  title: string;
  /** When it was first seen, or seen again after it was resolved. */
  freshMs: number;
}

/** Error groups that are new or came back in [from, to), the latest 200; of these lanes only, null = of all. */
export async function selectFreshErrors(
  db: Queryable,
  { queueIds, fromMs, toMs }: { queueIds: readonly number[] | null; fromMs: number; toMs: number },
): Promise<FreshError[]> {
  const { rows } = await db.query<{ fingerprint: string; title: string; fresh: Date }>(
    `with fresh as (
       select fingerprint, left(concat_ws(': ', type, message), 200) as title,
              case when status = 'resolved' and last_seen_at > status_at then last_seen_at else first_seen_at end as fresh
         from error_group
        where last_seen_at >= $1 and (first_seen_at >= $1 or status = 'resolved' and last_seen_at > status_at))
     select encode(fingerprint, 'hex') as fingerprint, title, fresh from fresh
      where fresh >= $1 and fresh < $2
        and ($3::int4[] is null or exists (select from run where run.error_fingerprint = fresh.fingerprint
               and run.queue_id = any($3) and run.ordered_at >= $1 - interval '1 hour'))
      order by fresh desc limit 200`,
    [new Date(fromMs), new Date(toMs), queueIds],
  );
  return rows.map(({ fresh, ...row }) => ({ ...row, freshMs: fresh.getTime() }));
}
