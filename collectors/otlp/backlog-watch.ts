import { selectBacklog } from '#lib/db/inbox/select-backlog.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';

/** Evidence stored but not derived at which the door asks senders to wait: about half a minute of a deriver's work. */
const maxItems = 2_000_000;
const readEveryMs = 2_000;

/** Knows, roughly, how far the derivers are behind; reads it beside the requests, never in their way. */
export class BacklogWatch {
  readonly #db: Queryable;
  #items = 0;
  #readAt = Number.NEGATIVE_INFINITY;
  #isReading = false;

  constructor(db: Queryable) {
    this.#db = db;
  }

  isLong(): boolean {
    this.#refresh();
    return this.#items > maxItems;
  }

  /** Throws AppError('too_busy') while it is too long. */
  check(): void {
    if (!this.isLong()) return;
    throw new AppError('too_busy', 'what was sent before is still being worked through', { retryAfterSeconds: 10 });
  }

  #refresh(): void {
    const now = performance.now();
    if (this.#isReading || now - this.#readAt < readEveryMs) return;
    this.#isReading = true;
    this.#readAt = now;
    selectBacklog(this.#db)
      .then(
        ({ items }) => {
          this.#items = items;
        },
        () => {
          // An outage is for the spool to bridge; it is worked off no faster than the derivers follow.
          this.#items = 0;
        },
      )
      .finally(() => {
        this.#isReading = false;
      });
  }
}
