// The tokens of all schedules, as the door knows them: looked up again every few seconds and at a stranger, and kept in a file beside the spool,
// so that a check-in is taken while Postgres is away, even by a door that started meanwhile. Only hashes, as in the database.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { selectCheckInTokens } from '#lib/db/check-in/select-tokens.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { CheckInSchedule } from './to-evidence.ts';

const kept = z.record(
  z.string().regex(/^[0-9a-f]{64}$/),
  z.object({ id: z.string(), environment: z.string(), name: z.string(), queue: z.string().nullable() }),
);

/** A token that was replaced is refused after this time at the latest, while the database answers. */
const freshForMs = 3_000;
/** Somebody who tries tokens makes no more questions than this. */
const askAgainMs = 250;
const askWithinMs = 1_000;

export class KnownTokens {
  readonly #db: Queryable;
  readonly #path: string;
  #known: Map<string, CheckInSchedule>;
  #written: string;
  #askedAt = Number.NEGATIVE_INFINITY;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #failedAt = Number.NEGATIVE_INFINITY;
  /** The question under way, and the one that will be put after it. */
  #asking: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  /** `path`: a file in a folder that others may not read. */
  constructor(db: Queryable, path: string) {
    this.#db = db;
    this.#path = path;
    this.#written = readKept(path);
    this.#known = new Map(Object.entries(kept.safeParse(JSON.parse(this.#written)).data ?? {}));
  }

  /** Whose token this is; null = nobody's. Throws AppError('unavailable') for one that is not known while the database is away. */
  async scheduleOf(hash: Buffer): Promise<CheckInSchedule | null> {
    const name = hash.toString('hex');
    const now = performance.now();
    if (this.#known.has(name)) {
      if (now - this.#answeredAt < freshForMs) return this.#known.get(name) ?? null;
      const question = this.#ask(now);
      // In an outage nobody waits for what is known anyway.
      if (now - this.#failedAt > freshForMs) await atMost(question);
    } else await atMost(this.#ask(now));
    const found = this.#known.get(name);
    if (found) return found;
    if (this.#answeredAt >= now) return null;
    throw new AppError('unavailable', 'The token cannot be checked: the database is away.', { retryAfterSeconds: 5 });
  }

  /** Resolves when a question that was put after `now` is answered, or has failed. All who wait share it. */
  #ask(now: number): Promise<void> {
    this.#next ??= (async () => {
      await sleep(Math.max(0, this.#askedAt + askAgainMs - now));
      await this.#asking;
      this.#next = null;
      this.#askedAt = performance.now();
      this.#asking = this.#learn(this.#askedAt);
      await this.#asking;
    })();
    return this.#next;
  }

  async #learn(askedAt: number): Promise<void> {
    try {
      this.#known = await selectCheckInTokens(this.#db);
      this.#answeredAt = askedAt;
      this.#write();
    } catch (error) {
      this.#failedAt = performance.now();
      log.debug({ err: error }, 'check-in tokens cannot be asked for; what was known stands');
    }
  }

  #write(): void {
    const text = JSON.stringify(Object.fromEntries(this.#known));
    if (text === this.#written) return;
    try {
      writeFileSync(`${this.#path}.new`, text, { mode: 0o600 });
      renameSync(`${this.#path}.new`, this.#path);
      this.#written = text;
    } catch (error) {
      log.warn({ err: error }, 'the known check-in tokens were not kept');
    }
  }
}

const atMost = (question: Promise<void>): Promise<void> =>
  Promise.race([question, sleep(askWithinMs, undefined, { ref: false })]);

function readKept(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    JSON.parse(text);
    return text;
  } catch {
    return '{}';
  }
}
