import type { Queryable } from '#lib/db/pool.ts';
import { fromWidgets, type StoredWidget, widgetColumns } from './widget-row.ts';

/** Widgets of one environment (null = all), newest first, after the one with id `afterId`. */
export async function selectWidgets(
  db: Queryable,
  options: { environment: string | null; limit: number; afterId: string | null },
): Promise<StoredWidget[]> {
  const { rows } = await db.query<StoredWidget>(
    `select ${widgetColumns} from ${fromWidgets}
     where ($1::text is null or w.scope ->> 'environment' = $1)
       and ($3::uuid is null or (w.created_at, w.id) < (select created_at, id from widget where id = $3))
     order by w.created_at desc, w.id desc limit $2`,
    [options.environment, options.limit, options.afterId],
  );
  return rows;
}

/** What everybody may see under /status, by name. At most 100. */
export async function selectStatusWidgets(db: Queryable): Promise<StoredWidget[]> {
  const { rows } = await db.query<StoredWidget>(
    `select ${widgetColumns} from ${fromWidgets}
     where w.is_on_status_page and (w.expires_at is null or w.expires_at > now()) order by w.name, w.id limit 100`,
  );
  return rows;
}
