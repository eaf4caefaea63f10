import type { Queryable } from '#lib/db/pool.ts';
import { fromWidgets, type StoredWidget, widgetColumns } from './widget-row.ts';

/** By the hash of its token, or by its id: with its row, one look-up by key either way. Null when there is none. */
export async function findWidget(
  db: Queryable,
  by: { tokenHash: Buffer } | { id: string },
): Promise<StoredWidget | null> {
  const [where, value] = 'id' in by ? (['w.id', by.id] as const) : (['w.token_hash', by.tokenHash] as const);
  const { rows } = await db.query<StoredWidget>(`select ${widgetColumns} from ${fromWidgets} where ${where} = $1`, [
    value,
  ]);
  return rows[0] ?? null;
}

/** Notes that somebody asked, at most once a minute a widget. */
export async function noteFetched(db: Queryable, id: string): Promise<void> {
  await db.query(
    `update widget set last_fetched_at = now()
     where id = $1 and (last_fetched_at is null or last_fetched_at < now() - interval '1 minute')`,
    [id],
  );
}
