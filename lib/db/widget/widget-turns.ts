// The keeper's side of widgets: which rows are due, and writing them.
import type { WidgetScope } from '#lib/contracts/widget.ts';
import type { Queryable } from '#lib/db/pool.ts';
import type { WidgetFigures } from '#lib/embed/figures.ts';

/** Widgets whose row is missing or due, those that waited longest first. Expired ones are left alone. */
export async function selectDueWidgets(db: Queryable, limit: number): Promise<{ id: string; scope: WidgetScope }[]> {
  const { rows } = await db.query<{ id: string; scope: WidgetScope }>(
    `select w.id, w.scope from widget w left join widget_row r on r.widget_id = w.id
     where (r.widget_id is null or r.due_at <= now()) and (w.expires_at is null or w.expires_at > now())
     order by r.due_at nulls first, w.id limit $1`,
    [limit],
  );
  return rows;
}

/** One row for each of `ids`; `holdsMs` and `dueMs` count from now, by the database's clock. Widgets that are gone stay gone. */
export async function writeWidgetRows(
  db: Queryable,
  ids: readonly string[],
  figures: WidgetFigures,
  { holdsMs, dueMs }: { holdsMs: number; dueMs: number },
): Promise<void> {
  await db.query(
    `insert into widget_row as r (widget_id, figures, updated_at, stale_after, due_at)
     select w.id, $2::jsonb, now(), now() + make_interval(secs => $3::float8 / 1000), now() + make_interval(secs => $4::float8 / 1000)
       from widget w where w.id = any($1::uuid[])
     on conflict (widget_id) do update
        set figures = excluded.figures, updated_at = excluded.updated_at, stale_after = excluded.stale_after, due_at = excluded.due_at`,
    [ids, JSON.stringify(figures), holdsMs, dueMs],
  );
}
