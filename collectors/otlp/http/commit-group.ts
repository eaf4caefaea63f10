// Commits what concurrent requests brought in one transaction, and lets each be answered only afterwards. While a commit is
// under way the next group gathers, so groups grow by themselves with the load.

import { isAboutData } from '#lib/db/about-data.ts';
import { AppError } from '#lib/errors.ts';
import type { PackedRequest } from '#lib/ingest/pack-request.ts';
import { recordsOf, type Stored } from './stored.ts';

/** One request's content, decoded. */
export interface Delivery {
  /** Identity of the request's body. */
  id: Buffer;
  request: PackedRequest;
}

export interface CommitGroupOptions {
  /** How long a first request waits for company when nothing is being committed. */
  gatherMs: number;
  /** A group of this many rows is committed at once, beside others. */
  maxRows: number;
  /** Commits that may run side by side. */
  maxCommits: number;
}

interface Waiting {
  delivery: Delivery;
  resolve: (stored: Stored) => void;
  reject: (error: unknown) => void;
}

export interface Added {
  /** Settles when the delivery is stored durably. Throws AppError: unavailable (nothing stored), invalid_input (never will be). */
  done: Promise<Stored>;
  /** Takes the delivery back; false when its commit has begun, `done` then still settles. */
  withdraw(): boolean;
}

export class CommitGroup {
  readonly #commit: (deliveries: Delivery[]) => Promise<Stored[]>;
  readonly #options: CommitGroupOptions;
  #waiting: Waiting[] = [];
  #rows = 0;
  #commits = 0;
  #timer: NodeJS.Timeout | null = null;
  #idle: (() => void)[] = [];

  /** `commit` stores all deliveries in one transaction and tells what became of each, or stores none and throws. */
  constructor(commit: (deliveries: Delivery[]) => Promise<Stored[]>, options: CommitGroupOptions) {
    this.#commit = commit;
    this.#options = options;
  }

  add(delivery: Delivery): Added {
    const { promise: done, resolve, reject } = Promise.withResolvers<Stored>();
    const waiting = { delivery, resolve, reject };
    this.#waiting.push(waiting);
    this.#rows += recordsOf(delivery);
    this.#consider();
    return { done, withdraw: () => this.#withdraw(waiting) };
  }

  /** Resolves when nothing is waiting or being committed. */
  async idle(): Promise<void> {
    if (this.#waiting.length === 0 && this.#commits === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #withdraw(waiting: Waiting): boolean {
    const index = this.#waiting.indexOf(waiting);
    if (index < 0) return false;
    this.#waiting.splice(index, 1);
    this.#rows -= recordsOf(waiting.delivery);
    this.#tellIdle();
    return true;
  }

  #consider(): void {
    if (this.#waiting.length === 0 || this.#commits >= this.#options.maxCommits) return;
    if (this.#rows >= this.#options.maxRows) this.#start();
    else if (this.#commits === 0) this.#timer ??= setTimeout(() => this.#start(), this.#options.gatherMs);
  }

  #start(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    const group = this.#waiting;
    this.#waiting = [];
    this.#rows = 0;
    this.#commits++;
    void this.#run(group).finally(() => {
      this.#commits--;
      // What came meanwhile has waited long enough.
      if (this.#waiting.length > 0 && this.#commits < this.#options.maxCommits) this.#start();
      else this.#tellIdle();
    });
  }

  #tellIdle(): void {
    if (this.#commits === 0 && this.#waiting.length === 0) for (const done of this.#idle.splice(0)) done();
  }

  async #run(group: Waiting[]): Promise<void> {
    try {
      const stored = await this.#commit(group.map((one) => one.delivery));
      for (const [i, one] of group.entries()) one.resolve(stored[i] as Stored);
    } catch (error) {
      // One request's data must not keep out the others': alone, each gets its own answer.
      if (isAboutData(error) && group.length > 1) for (const one of group) await this.#run([one]);
      else for (const one of group) one.reject(toAppError(error));
    }
  }
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isAboutData(error)) return new AppError('invalid_input', 'the database refuses this data', { cause: error });
  return new AppError('unavailable', 'the database is away', { cause: error, retryAfterSeconds: 5 });
}
