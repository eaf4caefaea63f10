import type { Queryable } from '#lib/db/pool.ts';
import { partsOf, readParts, type SealedParts } from '#lib/db/secret/secret-parts.ts';

/** An enabled source as the watcher needs it. `revision` changes with any of its settings. */
export interface WatchedSource {
  id: string;
  name: string;
  environment: string;
  kind: string;
  /** Without secrets. */
  config: Record<string, unknown>;
  parts: SealedParts;
  pollMs: number;
  correlation: { pointers: string[] };
  payload: { allow: string[]; redact: string[] };
  revision: string;
}

type Row = Omit<WatchedSource, 'parts'> & { parts: Record<string, string> };

const selected = `select id, name, environment, kind, config, p.parts, poll_ms as "pollMs", correlation, payload, md5(s::text || p.parts::text) as revision
  from source s cross join lateral (select ${partsOf('source', 's.id')} as parts) p where is_enabled`;

const sourceOf = ({ parts, ...row }: Row): WatchedSource => ({ ...row, parts: readParts(parts) });

/** All enabled sources: at most some hundreds, read once a second. */
export async function selectWatchedSources(db: Queryable): Promise<WatchedSource[]> {
  const { rows } = await db.query<Row>(`${selected} order by id limit 2000`);
  return rows.map(sourceOf);
}

/** An enabled source; null when there is none with this id, a uuid. */
export async function selectWatchedSource(db: Queryable, id: string): Promise<WatchedSource | null> {
  const { rows } = await db.query<Row>(`${selected} and id = $1`, [id]);
  return rows[0] ? sourceOf(rows[0]) : null;
}
