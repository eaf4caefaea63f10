// Carries to the database what workers say of themselves, beside the requests and never in their way. What the database does not take in time is
// given up: it is said again soon.
import type { Pool } from '#lib/db/pool.ts';
import { upsertSchedules } from '#lib/db/schedule/upsert-schedules.ts';
import { type WorkerBeat, writeBeats } from '#lib/db/worker/write-beats.ts';
import { log } from '#lib/log.ts';
import type { ToldSchedule, WorkerNews } from './findings/worker-news.ts';

const writeEveryMs = 1_000;
/** Names are the senders' words: more than these in a second are left out. */
const maxWaiting = 2_000;

export class WorkerNotes {
  readonly #pool: Pool;
  #beats = new Map<string, WorkerBeat>();
  #schedules = new Map<string, ToldSchedule>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  add({ beats, schedules }: WorkerNews): void {
    for (const beat of beats) keep(this.#beats, `${beat.environment}\0${beat.system}\0${beat.name}`, beat);
    for (const told of schedules) {
      keep(this.#schedules, `${told.environment}\0${told.system}\0${told.fact.queue}\0${told.fact.name}`, told);
    }
    if (this.#timer || this.#beats.size + this.#schedules.size === 0) return;
    this.#timer = setTimeout(() => this.#write(), writeEveryMs);
    this.#timer.unref();
  }

  /** Gives up what was not written yet, and waits for what is being written. Never throws. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#writing;
  }

  #write(): void {
    this.#timer = null;
    const beats = [...this.#beats.values()];
    const schedules = [...this.#schedules.values()];
    this.#beats = new Map();
    this.#schedules = new Map();
    this.#writing = this.#writing
      .then(() => writeBeats(this.#pool, beats))
      .then(() => this.#writeSchedules(schedules))
      .catch((error: unknown) => log.warn({ err: error }, 'what workers say of themselves is not written'));
  }

  async #writeSchedules(schedules: readonly ToldSchedule[]): Promise<void> {
    const bySender = Map.groupBy(schedules, ({ environment, source, system }) =>
      [environment, source, system].join('\0'),
    );
    for (const told of bySender.values()) {
      const [{ environment, source, system }] = told as [ToldSchedule];
      await upsertSchedules(
        this.#pool,
        { environment, source, system },
        told.map(({ fact }) => fact),
      );
    }
  }
}

/** The latest word, unless there are too many kinds. */
function keep<T>(waiting: Map<string, T>, key: string, value: T): void {
  if (waiting.has(key) || waiting.size < maxWaiting) waiting.set(key, value);
}
