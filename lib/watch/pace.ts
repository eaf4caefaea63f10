// How often what costs the backend much is read: for no more than a share of its time.

/** However much a reading costs, the next one comes within this. */
const mostRestMs = 300_000;

export class Pace {
  #share: number;
  #lastMs = Number.POSITIVE_INFINITY;

  constructor(share: number) {
    this.#share = share;
  }

  /** For how long to rest after a reading that took `costMs`. The lesser of the last two counts: one that was held up says nothing of the next. */
  restAfter(costMs: number): number {
    const usualMs = Math.min(costMs, this.#lastMs);
    this.#lastMs = costMs;
    return Math.min(mostRestMs, usualMs / this.#share);
  }
}

/** When depths are measured: now and then, and for no more than a share of the backend's time. */
export class SamplePace {
  #everyMs: number;
  #pace: Pace;
  #dueAt = 0;
  #restMs = 0;

  constructor(everyMs: number, share: number) {
    this.#everyMs = everyMs;
    this.#pace = new Pace(share);
  }

  /** For so long depths are not measured again, from when they last were; 0 = they never were. */
  get restMs(): number {
    return this.#restMs;
  }

  /** What `read` gives when it is due, else nothing. */
  async measure<T>(read: () => Promise<T[]>): Promise<T[]> {
    const began = Date.now();
    if (began < this.#dueAt) return [];
    const measured = await read();
    this.#restMs = Math.max(this.#everyMs, this.#pace.restAfter(Date.now() - began));
    this.#dueAt = began + this.#restMs;
    return measured;
  }
}
