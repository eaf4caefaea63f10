import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';

export interface QueueRow {
  id: number;
  environment: string;
  system: string;
  source: string;
  name: string;
  firstSeenAt: Date;
  /** Of the configured source that reads it; null = it is only told of (OpenTelemetry). */
  pollMs: number | null;
  lastReadAt: Date | null;
  /** For so long its reader rests at least after a reading, and after one of depths. */
  restMs: number;
  sampleRestMs: number;
  /** Its backend's clock minus ours. */
  clockOffsetMs: number | null;
}

/** Lanes by id, with the reader behind them, ordered by environment, system, name. */
export async function selectQueues(db: Queryable, queueIds: readonly number[]): Promise<QueueRow[]> {
  const { rows } = await db.query<QueueRow>(
    prepared(
      `select queue.id, environment.value as environment, system.value as system, coalesce(source.value, '') as source,
       queue.name, queue.first_seen_at as "firstSeenAt", reader.poll_ms as "pollMs", state.last_read_at as "lastReadAt",
       coalesce(state.rest_ms, 0) as "restMs", coalesce(state.sample_rest_ms, 0) as "sampleRestMs", state.clock_offset_ms as "clockOffsetMs"
     from queue
     join dim environment on environment.id = queue.environment_id
     join dim system on system.id = queue.system_id
     left join dim source on source.id = queue.source_id
     left join source reader on reader.environment = environment.value and reader.name = source.value and reader.is_enabled
     left join source_state state on state.source_id = reader.id
     where queue.id = any($1::int4[])
     order by environment.value, system.value, queue.name, queue.id`,
      [queueIds],
    ),
  );
  return rows;
}
