import type { Queryable } from '#lib/db/pool.ts';
import type { SourceRow } from './source-row.ts';

const columns = `s.id, s.name, s.environment, s.kind, s.config, s.poll_ms as "pollMs", s.correlation, s.payload, s.act,
  s.is_enabled as "isEnabled", s.is_declared as "isDeclared", s.created_at as "createdAt", t.last_read_at as "lastReadAt",
  t.last_error as "lastError", t.last_error_at as "lastErrorAt", t.clock_offset_ms as "clockOffsetMs", t.server, t.library,
  coalesce(t.rest_ms, 0) as "restMs", coalesce(t.found, '{}'::jsonb) as found,
  coalesce(t.missing, '[]'::jsonb) as missing`;

/** All configured sources, by environment and name. Sources are few: at most some hundreds, no window needed. */
export async function selectSources(db: Queryable): Promise<SourceRow[]> {
  const found = await db.query<SourceRow>(
    `select ${columns} from source s left join source_state t on t.source_id = s.id order by s.environment, s.name limit 2000`,
  );
  return found.rows;
}

/** One source by its id; null when there is none. */
export async function selectSource(db: Queryable, id: string): Promise<SourceRow | null> {
  const found = await db.query<SourceRow>(
    `select ${columns} from source s left join source_state t on t.source_id = s.id where s.id = $1`,
    [id],
  );
  return found.rows[0] ?? null;
}
