// Carries what the door left out to the database, beside the requests and never in their way. What comes while the database is away is added
// up and written when it is back.

import type { Queryable } from '#lib/db/pool.ts';
import { type CountedRejection, countRejections } from '#lib/db/rejection/count-rejections.ts';
import { log } from '#lib/log.ts';

/** Sources are the senders' words: more kinds than this are not kept apart. */
const maxKinds = 1_000;
const tryAgainMs = 2_000;

export class RejectionNotes {
  readonly #db: Queryable;
  #waiting = new Map<string, CountedRejection>();
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(db: Queryable) {
    this.#db = db;
  }

  add(rejections: readonly CountedRejection[]): void {
    for (const one of rejections) {
      const isNew = !this.#waiting.has(nameOf(one)) && this.#waiting.size >= maxKinds;
      const kept = isNew ? { ...one, source: 'otlp' } : one;
      const known = this.#waiting.get(nameOf(kept));
      this.#waiting.set(nameOf(kept), {
        ...kept,
        ...known,
        count: one.count + (known?.count ?? 0),
        offsetMs: farther(known?.offsetMs ?? null, one.offsetMs ?? null),
      });
    }
    this.#write();
  }

  /** Resolves when what is being written is written; what the database did not take is given up. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#writing;
  }

  #write(): void {
    if (this.#writing || this.#timer || this.#waiting.size === 0) return;
    const list = [...this.#waiting.values()];
    this.#waiting = new Map();
    this.#writing = countRejections(this.#db, list).then(
      () => {
        this.#writing = null;
        this.#write();
      },
      (error: unknown) => {
        log.warn({ err: error }, 'what was left out is not counted in the database yet');
        this.#writing = null;
        this.#timer = setTimeout(() => {
          this.#timer = null;
          this.add(list);
        }, tryAgainMs);
      },
    );
  }
}

const nameOf = (one: CountedRejection): string => `${one.reason}\0${one.source}\0${one.environment ?? ''}`;

const farther = (a: number | null, b: number | null): number | null =>
  a === null || (b !== null && Math.abs(b) > Math.abs(a)) ? b : a;
