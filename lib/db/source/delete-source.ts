import type { Queryable } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';

/** Forgets a source with its secrets and cursor; runs stay. Throws AppError 'not_found', or 'conflict' where `signalbox.yaml` declares it. */
export async function deleteSource(db: Queryable, id: string): Promise<void> {
  const found = await db.query<{ isDeclared: boolean; isGone: boolean }>(
    `with gone as (delete from source where id = $1 and not is_declared returning id),
          state as (delete from source_state t using gone where t.source_id = gone.id)
     select s.is_declared as "isDeclared", exists (select from gone) as "isGone" from source s where s.id = $1`,
    [id],
  );
  const row = found.rows[0];
  if (!row) throw new AppError('not_found', 'There is no such source.');
  if (!row.isGone) throw new AppError('conflict', 'This source is declared in signalbox.yaml: remove it there.');
}
