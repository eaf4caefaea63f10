/** When depths are measured: now and then, and for no more than a share of the backend's time. */
export class SamplePace {
  #everyMs: number;
  #share: number;
  #dueAt = 0;
  #restMs = 0;

  constructor(everyMs: number, share: number) {
    this.#everyMs = everyMs;
    this.#share = share;
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
    this.#restMs = Math.max(this.#everyMs, (Date.now() - began) / this.#share);
    this.#dueAt = began + this.#restMs;
    return measured;
  }
}
