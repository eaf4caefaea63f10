// How much may be in the door's memory at once. A request takes its share before its body is read and gives it back when
// it is answered; who finds no room is told to come back.
import { AppError } from '#lib/errors.ts';
import type { Quota } from './quota.ts';

export class Admission {
  readonly maxBytes: number;
  /** Bytes of bodies, as sent and as inflated, that are held at the moment. */
  bytesInFlight = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** A share of nothing yet; `grow` it, and `end` it in any case. */
  open(): Share {
    return new Share(this);
  }
}

export class Share {
  readonly #admission: Admission;
  #quota: Quota | null = null;
  #held = 0;
  #charged = 0;

  constructor(admission: Admission) {
    this.#admission = admission;
  }

  /** From now on what is taken counts against this key as well. Throws AppError('too_busy') when `bytes` more are too much for it. */
  chargeTo(quota: Quota, bytes: number): void {
    quota.check(bytes, performance.now());
    this.#quota = quota;
  }

  /** Takes more; throws AppError('unavailable') when there is no room. A lone request is always let in. */
  grow(bytes: number): void {
    const { bytesInFlight, maxBytes } = this.#admission;
    const isAlone = bytesInFlight === this.#held;
    if (bytesInFlight + bytes > maxBytes && !isAlone) {
      throw new AppError('unavailable', 'too much telemetry is in flight', { retryAfterSeconds: 1 });
    }
    this.#admission.bytesInFlight += bytes;
    this.#held += bytes;
    if (!this.#quota) return;
    this.#quota.take(bytes);
    this.#charged += bytes;
  }

  end(): void {
    this.#admission.bytesInFlight -= this.#held;
    this.#held = 0;
    if (this.#quota) this.#quota.bytesInFlight -= this.#charged;
    this.#charged = 0;
  }
}
