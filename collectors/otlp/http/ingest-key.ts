// Who may send: an ingest key in `Authorization: Bearer sbx_in_…`, known by its SHA-256. Answers of the database are remembered for a short
// time, so that a busy sender costs no query a request and a revoked key dies within seconds. While the database cannot be asked, a key that
// it knew lately stays good for a limited time: its requests are what the spool is for.
import { bearerOf, hashToken, isTokenShaped } from '#lib/auth/api-token.ts';
import { type FoundKey, findKey } from '#lib/db/key/find-key.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { Turnstile } from '../grpc/turnstile.ts';
import type { KnownKeys } from './known-keys.ts';

export interface Sender {
  /** The one environment this key writes to; null = the sender says. */
  environment: string | null;
  /** Who pays for it; null = nobody was asked for a key. */
  key: string | null;
}

interface KeyHolder extends Sender {
  key: string;
}

/** What the database said of a token: a sender, or why it is none. */
export type Verdict = KeyHolder | 'unknown' | 'other-scope';

interface Known {
  verdict: Verdict | null;
  /** Milliseconds since the epoch at which the verdict was given; -Infinity = never. */
  verifiedAt: number;
  asking: Promise<void> | null;
  /** When the question under way, or else the last one that failed, was put. */
  askedAt: number;
}

/** A revoked key is refused after this time at the latest, while the database answers. */
const freshForMs = 3_000;
/** A key is accepted for so long after the database last knew it, when the database does not answer. */
export const goodForMs = 60 * 60_000;
const askWithinMs = 500;
/** After a question that failed. */
const askAgainMs = 1_000;
const maxRemembered = 10_000;
/** Somebody who tries tokens must not take the connections that commits need. */
const questionsAtOnce = 2;

export class IngestKeys {
  readonly #db: Queryable;
  readonly #kept: KnownKeys | null;
  readonly #turnstile = new Turnstile(questionsAtOnce);
  readonly #known = new Map<string, Known>();

  /** `kept` outlives this process. */
  constructor(db: Queryable, kept: KnownKeys | null = null) {
    this.#db = db;
    this.#kept = kept;
    for (const [name, { verifiedAt, ...sender }] of kept?.read() ?? []) {
      this.#known.set(name, { verdict: sender, verifiedAt, asking: null, askedAt: Number.NEGATIVE_INFINITY });
    }
  }

  /**
   * The sender of a request. Throws AppError: unauthorized (no or unknown key), forbidden (a key that may not ingest), unavailable (a key that
   * cannot be checked now).
   */
  async require(authorization: string | undefined, nowMs: number): Promise<Sender> {
    const token = bearerOf(decoded(authorization ?? null));
    if (token === null) throw new AppError('unauthorized', 'an ingest key is needed: Authorization: Bearer sbx_in_…');
    if (!isTokenShaped(token)) throw new AppError('unauthorized', 'this is not an ingest key');
    const hash = hashToken(token);
    const known = this.#entryOf(hash.toString('hex'));
    if (nowMs - known.verifiedAt > freshForMs) {
      const wait = this.#ask(known, hash, nowMs);
      if (wait) await wait;
    }
    const { verdict } = known;
    if (nowMs - known.verifiedAt > (isSender(verdict) ? goodForMs : freshForMs)) {
      throw new AppError('unavailable', 'the key cannot be checked: the database is away', { retryAfterSeconds: 5 });
    }
    if (verdict === 'other-scope') throw new AppError('forbidden', 'this key may not send telemetry');
    if (!isSender(verdict)) throw new AppError('unauthorized', 'this ingest key is not known, or no longer valid');
    return verdict;
  }

  #entryOf(name: string): Known {
    let known = this.#known.get(name);
    if (!known) {
      if (this.#known.size >= maxRemembered) this.#forgetHalf();
      known = { verdict: null, verifiedAt: Number.NEGATIVE_INFINITY, asking: null, askedAt: Number.NEGATIVE_INFINITY };
      this.#known.set(name, known);
    }
    return known;
  }

  /** Somebody tries many: strangers go first, the good keys may be needed in an outage. */
  #forgetHalf(): void {
    for (const [name, { verdict }] of this.#known) if (!isSender(verdict)) this.#known.delete(name);
    for (const name of this.#known.keys()) {
      if (this.#known.size <= maxRemembered / 2) break;
      this.#known.delete(name);
    }
  }

  /** Asks the database, one question a key at a time; gives what to wait for, null when that is not worth it. */
  #ask(known: Known, hash: Buffer, nowMs: number): Promise<unknown> | null {
    const isSlow = nowMs - known.askedAt > askWithinMs;
    if (!known.asking) {
      if (nowMs - known.askedAt < askAgainMs) return null;
      known.askedAt = nowMs;
      known.asking = this.#learn(known, hash, nowMs).finally(() => {
        known.asking = null;
      });
    } else if (isSlow) return null;
    return Promise.race([known.asking, afterMs(askWithinMs)]);
  }

  async #learn(known: Known, hash: Buffer, nowMs: number): Promise<void> {
    try {
      const key = await this.#find(hash);
      const before = known.verdict;
      if (!key) known.verdict = 'unknown';
      else known.verdict = key.scope === 'ingest' ? { environment: key.environment, key: key.id } : 'other-scope';
      known.verifiedAt = nowMs;
      known.askedAt = Number.NEGATIVE_INFINITY;
      if (isSender(known.verdict) || isSender(before)) this.#keep(isSender(known.verdict) !== isSender(before));
    } catch {
      // What was known before stands, for as long as it is good.
    }
  }

  async #find(hash: Buffer): Promise<FoundKey | null> {
    const leave = await this.#turnstile.enter();
    try {
      return await findKey(this.#db, hash);
    } finally {
      leave();
    }
  }

  #keep(isNews: boolean): void {
    if (!this.#kept?.isDue(isNews)) return;
    const senders = [...this.#known].flatMap(([name, { verdict, verifiedAt }]) =>
      isSender(verdict) ? [[name, { ...verdict, verifiedAt }] as const] : [],
    );
    this.#kept.write(new Map(senders));
  }
}

const isSender = (verdict: Verdict | null): verdict is KeyHolder => typeof verdict === 'object' && verdict !== null;

const afterMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Values of OTEL_EXPORTER_OTLP_HEADERS are URL-encoded, and not every exporter decodes them. */
function decoded(header: string | null): string | null {
  if (header === null || !header.includes('%')) return header;
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}
