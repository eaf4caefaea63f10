// What a door answers beside its own business, on the same port.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pool } from '#lib/db/pool.ts';
import type { Settings } from '#lib/env.ts';
import type { PackedRequest } from '#lib/ingest/pack-request.ts';

export interface SideDoor {
  /** Answers a request on one of its own paths and gives the status; null = not its own. */
  answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<number> | null;
  close(): Promise<void>;
}

/** What a side door is given. */
export interface SideDoorMeans {
  settings: Settings;
  pool: Pool;
  /** Private to the door. */
  folder: string;
  /** Makes it durable, in Postgres or the spool. One with an `id` that was stored before is a no-op. Throws AppError('unavailable'). */
  store(delivery: { id: Buffer; request: PackedRequest }): Promise<void>;
  /** Nothing that was acknowledged waits in the spool. */
  isCaughtUp(): boolean;
}

export type OpenSideDoor = (means: SideDoorMeans) => SideDoor;
