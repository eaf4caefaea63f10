// The ingest keys that the database knew lately, beside the spool: a door that starts during an outage knows its senders. Only hashes of
// tokens, as in the database.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { log } from '#lib/log.ts';

const kept = z.record(
  z.string().regex(/^[0-9a-f]{64}$/),
  z.object({ environment: z.string().nullable(), key: z.string(), verifiedAt: z.number() }),
);
export type KeptKey = z.infer<typeof kept>[string];

const writeEveryMs = 30_000;

export class KnownKeys {
  readonly #path: string;
  #writtenAt = Number.NEGATIVE_INFINITY;

  /** `path`: a file in a folder that others may not read. */
  constructor(path: string) {
    this.#path = path;
  }

  /** By the token's hash in hex; empty when there is no file, or a damaged one. */
  read(): Map<string, KeptKey> {
    try {
      const parsed = kept.safeParse(JSON.parse(readFileSync(this.#path, 'utf8')));
      return new Map(Object.entries(parsed.data ?? {}));
    } catch {
      return new Map();
    }
  }

  /** Times of verifying are written now and then, a key that came or went at once. */
  isDue(isNews: boolean): boolean {
    return isNews || performance.now() - this.#writtenAt > writeEveryMs;
  }

  write(keys: ReadonlyMap<string, KeptKey>): void {
    this.#writtenAt = performance.now();
    try {
      writeFileSync(`${this.#path}.new`, JSON.stringify(Object.fromEntries(keys)), { mode: 0o600 });
      renameSync(`${this.#path}.new`, this.#path);
    } catch (error) {
      log.warn({ err: error }, 'the known ingest keys were not kept');
    }
  }
}
