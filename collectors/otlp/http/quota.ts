// What one ingest key may send: bytes a second over time, and a share of the door's memory at any moment, so that a noisy key finds its own
// limit before it takes what the others need.
import { AppError } from '#lib/errors.ts';

export interface QuotaOptions {
  bytesPerSecond: number;
  /** Bytes that may come at once after a silence. */
  burstBytes: number;
  /** Bytes of one key that may be in memory at once. */
  maxBytesInFlight: number;
}

const maxKeys = 10_000;

/** A token bucket that may fall below nothing: what was let in is paid for by waiting longer afterwards. Milliseconds are handed in. */
export class Quota {
  readonly #options: QuotaOptions;
  #tokens: number;
  #at: number;
  bytesInFlight = 0;

  constructor(options: QuotaOptions, nowMs: number) {
    this.#options = options;
    this.#tokens = options.burstBytes;
    this.#at = nowMs;
  }

  /** Throws AppError('too_busy') with the time after which the key may send again. */
  check(bytes: number, nowMs: number): void {
    const { bytesPerSecond, burstBytes, maxBytesInFlight } = this.#options;
    this.#tokens = Math.min(burstBytes, this.#tokens + ((nowMs - this.#at) / 1000) * bytesPerSecond);
    this.#at = nowMs;
    if (this.#tokens <= 0) {
      const message = `this key sends more than ${bytesPerSecond} bytes a second`;
      throw new AppError('too_busy', message, { retryAfterSeconds: Math.ceil((1 - this.#tokens) / bytesPerSecond) });
    }
    if (this.bytesInFlight > 0 && this.bytesInFlight + bytes > maxBytesInFlight) {
      throw new AppError('too_busy', 'too much of this key is being taken in', { retryAfterSeconds: 1 });
    }
  }

  take(bytes: number): void {
    this.#tokens -= bytes;
    this.bytesInFlight += bytes;
  }
}

/** The quotas of all keys that sent lately. */
export class KeyQuotas {
  readonly #options: QuotaOptions;
  readonly #quotas = new Map<string, Quota>();

  constructor(options: QuotaOptions) {
    this.#options = options;
  }

  of(key: string, nowMs: number): Quota {
    const known = this.#quotas.get(key) ?? new Quota(this.#options, nowMs);
    // The most recent last: the first is who was silent for longest.
    this.#quotas.delete(key);
    this.#quotas.set(key, known);
    const [oldest] = this.#quotas;
    if (this.#quotas.size > maxKeys && oldest?.[1].bytesInFlight === 0) this.#quotas.delete(oldest[0]);
    return known;
  }
}
