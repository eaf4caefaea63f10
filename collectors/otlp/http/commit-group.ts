// Commits what concurrent requests brought in one transaction, and lets each be answered only afterwards. While a commit is
// under way the next group gathers, so groups grow by themselves with the load.

import { AppError } from '#lib/errors.ts';
import type { IngestBatch } from '#lib/ingest/commit-ingest.ts';

/** One request's content, decoded. */
export interface Delivery extends Required<Pick<IngestBatch, 'evidence' | 'spans' | 'logs'>> {
  /** Identity of the request's body. */
  id: Buffer;
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
  resolve: () => void;
  reject: (error: unknown) => void;
}

export class CommitGroup {
  readonly #commit: (deliveries: Delivery[]) => Promise<void>;
  readonly #options: CommitGroupOptions;
  #waiting: Waiting[] = [];
  #rows = 0;
  #commits = 0;
  #timer: NodeJS.Timeout | null = null;
  #idle: (() => void)[] = [];

  /** `commit` stores all deliveries in one transaction, or none and throws. */
  constructor(commit: (deliveries: Delivery[]) => Promise<void>, options: CommitGroupOptions) {
    this.#commit = commit;
    this.#options = options;
  }

  /** Resolves when the delivery is stored durably. Throws AppError: unavailable (nothing stored), invalid_input (never will be). */
  add(delivery: Delivery): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ delivery, resolve, reject });
      this.#rows += delivery.spans.length + delivery.logs.length;
      this.#consider();
    });
  }

  /** Resolves when nothing is waiting or being committed. */
  async idle(): Promise<void> {
    if (this.#waiting.length === 0 && this.#commits === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #consider(): void {
    if (this.#waiting.length === 0 || this.#commits >= this.#options.maxCommits) return;
    if (this.#rows >= this.#options.maxRows) this.#start();
    else if (this.#commits === 0) this.#timer ??= setTimeout(() => this.#start(), this.#options.gatherMs);
  }

  #start(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const group = this.#waiting;
    this.#waiting = [];
    this.#rows = 0;
    this.#commits++;
    void this.#run(group).finally(() => {
      this.#commits--;
      // What came meanwhile has waited long enough.
      if (this.#waiting.length > 0 && this.#commits < this.#options.maxCommits) this.#start();
      else if (this.#commits === 0 && this.#waiting.length === 0) for (const done of this.#idle.splice(0)) done();
    });
  }

  async #run(group: Waiting[]): Promise<void> {
    try {
      await this.#commit(group.map((one) => one.delivery));
      for (const one of group) one.resolve();
    } catch (error) {
      // One request's data must not keep out the others': alone, each gets its own answer.
      if (isAboutData(error) && group.length > 1) for (const one of group) await this.#run([one]);
      else for (const one of group) one.reject(toAppError(error));
    }
  }
}

/** SQLSTATE classes 22 (data exception), 23 (constraint) and 54 (limit): the same rows will fail again. */
const isAboutData = (error: unknown): boolean => /^(22|23|54)/.test(String((error as { code?: unknown }).code ?? ''));

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isAboutData(error)) return new AppError('invalid_input', 'the database refuses this data', { cause: error });
  return new AppError('unavailable', 'the database is away', { cause: error, retryAfterSeconds: 5 });
}
