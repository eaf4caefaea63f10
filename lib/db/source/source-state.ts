import type { Cursor, Found, ProbeResult } from '#lib/collector.ts';
import type { Queryable } from '#lib/db/pool.ts';

/** Where a source is to be read on from; null = from the beginning. */
export async function selectCursor(db: Queryable, sourceId: string): Promise<Cursor> {
  const found = await db.query<{ cursor: Cursor }>('select cursor from source_state where source_id = $1', [sourceId]);
  return found.rows[0]?.cursor ?? null;
}

/** What a probe found out: versions, and what the credentials cannot do. */
export async function saveProbe(db: Queryable, sourceId: string, probe: ProbeResult): Promise<void> {
  await db.query(
    `insert into source_state (source_id, server, library, missing, clock_offset_ms, found) values ($1, $2, $3, $4, $5, $6)
     on conflict (source_id) do update
        set server = excluded.server, library = excluded.library, missing = excluded.missing, found = excluded.found,
            clock_offset_ms = coalesce(excluded.clock_offset_ms, source_state.clock_offset_ms)`,
    [
      sourceId,
      probe.server,
      probe.library,
      JSON.stringify(probe.missing),
      probe.clockOffsetMs,
      JSON.stringify(probe.found ?? {}),
    ],
  );
}

/** What cannot be seen of a source that can be read, each with a remedy, and what it was found to tell. */
export async function saveSeen(
  db: Queryable,
  sourceId: string,
  missing: readonly string[],
  found: Found,
): Promise<void> {
  const values = [sourceId, JSON.stringify(missing), JSON.stringify(found)];
  await db.query('update source_state set missing = $2, found = $3 where source_id = $1', values);
}

/** Why a source cannot be read, in a sentence without secrets; null = it can again. */
export async function saveSourceError(db: Queryable, sourceId: string, message: string | null): Promise<void> {
  await db.query(
    `insert into source_state (source_id, last_error, last_error_at) values ($1, $2::text, case when $2::text is null then null else now() end)
     on conflict (source_id) do update
        set last_error = excluded.last_error, last_error_at = coalesce(excluded.last_error_at, source_state.last_error_at)`,
    [sourceId, message],
  );
}

/**
 * Forgets what was known of sources that are no more, and who read them: one that was deleted may have been read for a moment longer. Ids are not given
 * again, so without its lease nothing of such a source can be written any more.
 */
export async function deleteOrphanStates(db: Queryable): Promise<void> {
  await db.query('delete from source_state t where not exists (select from source s where s.id = t.source_id)');
  await db.query(
    `delete from lease l where l.name like 'source:%' and not exists (select from source s where l.name = 'source:' || s.id)`,
  );
}
