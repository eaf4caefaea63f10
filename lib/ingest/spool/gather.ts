// Writes together what came within a few milliseconds: one sync of the disk serves all.
import { type SpoolEntry, sizeOf } from './spool-file.ts';

interface Waiting {
  entry: SpoolEntry;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export class Gather {
  readonly #gatherMs: number;
  readonly #write: (entries: SpoolEntry[]) => void;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** Of what waits. */
  bytes = 0;

  /** `write` makes all entries durable before it returns, or throws. */
  constructor(gatherMs: number, write: (entries: SpoolEntry[]) => void) {
    this.#gatherMs = gatherMs;
    this.#write = write;
  }

  /** Resolves when the entry is written; rejects with what `write` threw. */
  add(entry: SpoolEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      this.bytes += sizeOf(entry);
      this.#timer ??= setTimeout(() => this.flush(), this.#gatherMs);
    });
  }

  /** Writes what waits at once. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const group = this.#waiting;
    if (group.length === 0) return;
    this.#waiting = [];
    this.bytes = 0;
    try {
      this.#write(group.map(({ entry }) => entry));
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
