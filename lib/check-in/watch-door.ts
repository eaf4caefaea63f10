// Notes when the door could take check-ins, so that silence in that time, and only in that time, proves something. An outage of Postgres does
// not interrupt it: what comes is spooled. A process that was stopped, or frozen, does.
import type { Queryable } from '#lib/db/pool.ts';
import { extendWatched } from '#lib/db/watched/extend-watched.ts';
import { log } from '#lib/log.ts';
import { holeMs } from '#lib/schedules/watched.ts';

const beatEveryMs = 2_000;

/** `isCaughtUp`: everything that was acknowledged is in Postgres. Returns what stops it. */
export function watchDoor(db: Queryable, isCaughtUp: () => boolean): () => Promise<void> {
  let sinceMs = performance.now();
  let beatMs = sinceMs;
  let fromAt: Date | null = null;
  let writing: Promise<void> | null = null;

  const write = async (): Promise<void> => {
    const agoMs = performance.now() - sinceMs;
    try {
      if (isCaughtUp()) fromAt = await extendWatched(db, 'door', agoMs, fromAt);
    } catch (error) {
      log.debug({ err: error }, 'that the door is open could not be noted');
    }
    writing = null;
  };
  const beat = (): void => {
    const now = performance.now();
    // Frozen meanwhile: whoever knocked was not heard.
    if (now - beatMs > holeMs) {
      sinceMs = now;
      fromAt = null;
    }
    beatMs = now;
    writing ??= write();
  };
  beat();
  const timer = setInterval(beat, beatEveryMs);
  return async () => {
    clearInterval(timer);
    await writing;
  };
}
