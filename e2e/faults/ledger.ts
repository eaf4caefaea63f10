// What was sent and what was answered, as any exporter sees it: the truth that the oracle compares the product with.

export interface Answer {
  /** HTTP status; 0 = no answer, so nobody knows whether it was stored. */
  status: number;
  /** A 429 or 503 said when to come back. */
  hasRetryAfter: boolean;
  /** Spans that a 200 said were not taken. */
  rejected: number;
  ms: number;
}

export class Ledger {
  /** Job ids whose request was answered 200. */
  readonly acked = new Set<string>();
  /** Job ids that were ever put on the wire. */
  readonly sent = new Set<string>();
  readonly codes = new Map<number, number>();
  /** Times of the answered requests, in ms, by arrival. */
  readonly times: { at: number; ms: number; status: number }[] = [];
  /** Requests sent, repeats included. */
  requests = 0;
  /** Spans that a 200 rejected: none of a ledger's should be. */
  rejected = 0;
  /** 429 and 503 without a Retry-After. */
  bareRefusals = 0;
  /** The longest that a request went without any answer, in ms. */
  longestMs = 0;

  note(ids: readonly string[], answer: Answer): void {
    this.requests += 1;
    this.codes.set(answer.status, (this.codes.get(answer.status) ?? 0) + 1);
    this.longestMs = Math.max(this.longestMs, answer.ms);
    this.rejected += answer.rejected;
    if (answer.status !== 0) this.times.push({ at: performance.now(), ms: answer.ms, status: answer.status });
    if ((answer.status === 429 || answer.status === 503) && !answer.hasRetryAfter) this.bareRefusals += 1;
    for (const id of ids) {
      this.sent.add(id);
      if (answer.status === 200) this.acked.add(id);
    }
  }

  /** Takes over what another ledger noted. */
  add(other: Ledger): void {
    for (const id of other.acked) this.acked.add(id);
    for (const id of other.sent) this.sent.add(id);
    for (const [code, count] of other.codes) this.codes.set(code, (this.codes.get(code) ?? 0) + count);
    this.times.push(...other.times);
    this.requests += other.requests;
    this.rejected += other.rejected;
    this.bareRefusals += other.bareRefusals;
    this.longestMs = Math.max(this.longestMs, other.longestMs);
  }

  /** Requests by status, as `200:1500 503:3`; 0 = no answer. */
  get codesText(): string {
    return [...this.codes]
      .sort(([a], [b]) => a - b)
      .map(([code, count]) => `${code}:${count}`)
      .join(' ');
  }

  /** Whether any request was answered with something that makes an exporter drop its data. */
  get hasFinalRefusal(): boolean {
    return [...this.codes.keys()].some((code) => ![0, 200, 429, 503].includes(code));
  }

  /** Requests acknowledged between two moments of performance.now(). */
  ackedBetween(from: number, to: number): number {
    return this.times.filter(({ at, status }) => status === 200 && at >= from && at <= to).length;
  }

  /** Nearest-rank percentile of the times of acknowledged requests answered after `since` (performance.now()), in ms. */
  ackMs(share: number, since = 0, until = Number.POSITIVE_INFINITY): number {
    const times = this.times
      .filter(({ at, status }) => status === 200 && at >= since && at <= until)
      .map(({ ms }) => ms);
    times.sort((a, b) => a - b);
    return Math.round(times[Math.ceil(share * times.length) - 1] ?? 0);
  }
}
