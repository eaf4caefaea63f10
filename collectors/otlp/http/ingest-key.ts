// Who may send: an ingest key in `Authorization: Bearer sbx_in_…`, known by its SHA-256. Answers are remembered for a short
// time, so that a busy sender costs no query a request and a revoked key dies within seconds.
import { bearerOf, hashToken, isTokenShaped } from '#lib/auth/api-token.ts';
import { findKey } from '#lib/db/key/find-key.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';

export interface Sender {
  /** The one environment this key writes to; null = the sender says. */
  environment: string | null;
}

const knownForMs = 15_000;
const maxRemembered = 10_000;

export class IngestKeys {
  readonly #db: Queryable;
  readonly #known = new Map<string, { sender: Sender | null; until: number }>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** The sender of a request. Throws AppError: unauthorized (no or unknown key), forbidden (a key that may not ingest). */
  async require(authorization: string | undefined, nowMs: number): Promise<Sender> {
    const token = bearerOf(decoded(authorization ?? null));
    if (token === null) throw new AppError('unauthorized', 'an ingest key is needed: Authorization: Bearer sbx_in_…');
    if (!isTokenShaped(token)) throw new AppError('unauthorized', 'this is not an ingest key');
    const hash = hashToken(token);
    const name = hash.toString('hex');
    let known = this.#known.get(name);
    if (!known || known.until < nowMs) {
      const key = await findKey(this.#db, hash);
      if (key && key.scope !== 'ingest') throw new AppError('forbidden', 'this key may not send telemetry');
      known = { sender: key && { environment: key.environment }, until: nowMs + knownForMs };
      if (this.#known.size >= maxRemembered) this.#known.clear();
      this.#known.set(name, known);
    }
    if (!known.sender) throw new AppError('unauthorized', 'this ingest key is not known, or no longer valid');
    return known.sender;
  }
}

/** Values of OTEL_EXPORTER_OTLP_HEADERS are URL-encoded, and not every exporter decodes them. */
function decoded(header: string | null): string | null {
  if (header === null || !header.includes('%')) return header;
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}
