import { likeOf } from '#lib/db/like-of.ts';
import type { Queryable } from '#lib/db/pool.ts';

export interface ErrorHit {
  fingerprint: string;
  type: string | null;
  message: string;
}

/** Of so many error groups, the ones seen last, the text is looked for. */
const maxGroups = 5_000;

/** Error groups whose message or type contains the text, the one seen last first; at most `limit`. */
export async function selectErrorHits(
  db: Queryable,
  text: string,
  environment: string | null,
  limit: number,
): Promise<ErrorHit[]> {
  const { rows } = await db.query<ErrorHit>(
    `select encode(fingerprint, 'hex') as fingerprint, type, message
     from (select * from error_group order by last_seen_at desc limit ${maxGroups}) as recent
     where (message ilike $1 or type ilike $1)
       and ($2::text is null or exists (
         select from run
         join queue on queue.id = run.queue_id
         join dim environment on environment.id = queue.environment_id
         where run.error_fingerprint = recent.fingerprint and environment.value = $2))
     order by last_seen_at desc limit $3`,
    [likeOf(text), environment, limit],
  );
  return rows;
}
