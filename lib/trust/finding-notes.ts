// Carries findings to the database every few seconds, beside the work and never in its way. They are no accounts: what the database does not
// take in time is given up.
import { countFindings } from '#lib/db/finding/count-findings.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { log } from '#lib/log.ts';
import { type Finding, FindingTally } from './finding.ts';

const writeEveryMs = 5_000;
const closeWithinMs = 2_000;

export class FindingNotes {
  readonly #db: Queryable;
  readonly #everyMs: number;
  readonly #tally = new FindingTally();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Queryable, everyMs = writeEveryMs) {
    this.#db = db;
    this.#everyMs = everyMs;
  }

  add(findings: readonly Finding[]): void {
    for (const one of findings) this.#tally.add(one);
    if (this.#tally.size === 0 || this.#timer) return;
    this.#timer = setTimeout(() => this.#write(), this.#everyMs);
    this.#timer.unref();
  }

  /** Writes what is left, within 2 s: a database that is away must not hold up the end. Never throws. */
  async close(): Promise<void> {
    this.#write();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, closeWithinMs);
    });
    await Promise.race([this.#writing, late]);
    clearTimeout(timer);
  }

  #write(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const findings = this.#tally.take();
    if (findings.length === 0) return;
    this.#writing = this.#writing
      .then(() => countFindings(this.#db, findings))
      .catch((error: unknown) => log.warn({ err: error }, 'findings about senders are not written'));
  }
}
