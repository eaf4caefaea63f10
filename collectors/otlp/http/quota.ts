// What one ingest key may send: bytes a second over time, and a share of the door's memory at any moment, so that a noisy key finds its own
// limit before it takes what the others need.
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#lib/errors.ts';

export interface QuotaOptions {
  bytesPerSecond: number;
  /** Bytes that may come at once after a silence. */
  burstBytes: number;
  /** Bytes of one key that may be in memory at once. */
  maxBytesInFlight: number;
}

const maxKeys = 10_000;
/** Who comes back before the time that was asked of it waits so long for its next refusal: it cannot keep the door busy with refusing. */
const heldMs = 500;
/** More than that are refused at once: each holds a connection, and the kernel what was sent of its body. */
const mostHeld = 32;

export class QuotaRefusal extends AppError {
  /** The key did not wait for as long as it was told before. */
  readonly isEarly: boolean;

  constructor(message: string, retryAfterSeconds: number, isEarly: boolean) {
    super('too_busy', message, { retryAfterSeconds });
    this.isEarly = isEarly;
  }
}

/** A token bucket that may fall below nothing: what was let in is paid for by waiting longer afterwards. Milliseconds are handed in. */
export class Quota {
  readonly #options: QuotaOptions;
  #tokens: number;
  #at: number;
  /** When the key may come back, as it was last told. */
  #backAt = Number.NEGATIVE_INFINITY;
  #held = 0;
  bytesInFlight = 0;

  constructor(options: QuotaOptions, nowMs: number) {
    this.#options = options;
    this.#tokens = options.burstBytes;
    this.#at = nowMs;
  }

  /** Throws AppError('too_busy') with the time after which the key may send again, and says in it whether it came before such a time. */
  check(bytes: number, nowMs: number): void {
    const { bytesPerSecond, burstBytes, maxBytesInFlight } = this.#options;
    this.#tokens = Math.min(burstBytes, this.#tokens + ((nowMs - this.#at) / 1000) * bytesPerSecond);
    this.#at = nowMs;
    if (this.#tokens <= 0) {
      const message = `this key sends more than ${bytesPerSecond} bytes a second`;
      this.#refuse(message, Math.ceil((1 - this.#tokens) / bytesPerSecond), nowMs);
    }
    if (this.bytesInFlight > 0 && this.bytesInFlight + bytes > maxBytesInFlight)
      this.#refuse('too much of this key is being taken in', 1, nowMs);
  }

  #refuse(message: string, retryAfterSeconds: number, nowMs: number): never {
    const isEarly = nowMs < this.#backAt;
    this.#backAt = Math.max(this.#backAt, nowMs + retryAfterSeconds * 1000);
    throw new QuotaRefusal(message, retryAfterSeconds, isEarly);
  }

  /** Waits before a refusal is answered to who came early. */
  async hold({ isEarly }: QuotaRefusal): Promise<void> {
    if (!isEarly || this.#held >= mostHeld) return;
    this.#held += 1;
    await sleep(heldMs);
    this.#held -= 1;
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
