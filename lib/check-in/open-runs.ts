// Executions that began without an id of their own (`curl …/start`), so that an end without one finds its beginning. Kept in Postgres, where
// all doors see them; what begins while that is away, in this process.
import { addOpenRun, latestOpenRun, takeOpenRun } from '#lib/db/check-in/open-runs.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { log } from '#lib/log.ts';

const askWithinMs = 1_000;
const mostKept = 1_000;

export class OpenRuns {
  readonly #db: Queryable;
  /** Run ids by schedule, in the order of their beginning. */
  readonly #kept = new Map<string, string[]>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** Never throws. */
  async add(scheduleId: string, rid: string): Promise<void> {
    const isAdded = await this.#ask(addOpenRun(this.#db, scheduleId, rid).then(() => true));
    if (isAdded) return;
    const kept = this.#kept.get(scheduleId) ?? [];
    kept.push(rid);
    this.#kept.set(scheduleId, kept.slice(-mostKept));
  }

  /** The one that began first, which is then no longer open; null = none is. */
  async take(scheduleId: string): Promise<string | null> {
    const taken = await this.#ask(takeOpenRun(this.#db, scheduleId));
    return taken ?? this.#kept.get(scheduleId)?.shift() ?? null;
  }

  /** The one that began last, which stays open; null = none is. */
  async latest(scheduleId: string): Promise<string | null> {
    const kept = this.#kept.get(scheduleId)?.at(-1);
    return kept ?? (await this.#ask(latestOpenRun(this.#db, scheduleId)));
  }

  async #ask<T>(question: Promise<T>): Promise<T | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, askWithinMs, null);
    });
    try {
      return await Promise.race([question, late]);
    } catch (error) {
      log.debug({ err: error }, 'open executions cannot be asked for');
      return null;
    } finally {
      clearTimeout(timer);
      question.catch(() => {});
    }
  }
}
