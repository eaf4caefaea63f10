import type { Queryable } from '#lib/db/pool.ts';

/** An enabled source as the watcher needs it. `revision` changes with any of its settings. */
export interface WatchedSource {
  id: string;
  name: string;
  environment: string;
  kind: string;
  secret: Buffer | null;
  pollMs: number;
  correlation: { pointers: string[] };
  payload: { allow: string[]; redact: string[] };
  revision: string;
}

const columns = `id, name, environment, kind, secret, poll_ms as "pollMs", correlation, payload, md5(s::text) as revision`;

/** All enabled sources: at most some hundreds, read once a second. */
export async function selectWatchedSources(db: Queryable): Promise<WatchedSource[]> {
  const found = await db.query<WatchedSource>(
    `select ${columns} from source s where is_enabled order by id limit 2000`,
  );
  return found.rows;
}

/** An enabled source; null when there is none with this id, a uuid. */
export async function selectWatchedSource(db: Queryable, id: string): Promise<WatchedSource | null> {
  const found = await db.query<WatchedSource>(`select ${columns} from source s where is_enabled and id = $1`, [id]);
  return found.rows[0] ?? null;
}
