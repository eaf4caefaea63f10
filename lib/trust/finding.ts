// Findings: what a sender could do better so that more can be known of its jobs. They are made where they arise (door, deriver, keeper), added
// up per sender and kind, and cost a request next to nothing. Never needed for anything but `/trust`.

export const findingCodes = [
  'clock-ahead', //          spans end after they arrive
  'clock-behind', //         no span is younger than this when it arrives
  'start-before-enqueue', // a run began before it was enqueued: two hosts disagree
  'unclaimed-scope', //      spans of job-like kinds that no dialect reads
  'sampled-out-link', //     links to spans that their sender threw away
  'missing-parent', //       spans whose parent did not arrive
  'no-correlation', //       runs that carry no correlation ID
  'no-enqueue', //           runs that nobody said were enqueued
  'truncated', //            more than we keep
  'replaced-text', //        text that was no UTF-8, or held NUL
  'dropped-by-exporter', //  what the sender's SDK left out
] as const;
export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  environment: string;
  /** The service, or the observed source. */
  source: string;
  code: FindingCode;
  /** What of the sender: a scope, a limit, a system; '' = all of it. */
  subject: string;
  /** Records, or runs, that it was found on. Below zero takes back what later evidence mended. */
  count: number;
  /** Of how many that were looked at; null = not counted. */
  of: number | null;
  /** Of clocks: milliseconds, the largest. Of what was left out: how many in all. */
  amount: number | null;
  /** One that it was found on. */
  traceId: string | null;
  runId: string | null;
}

/** Kinds whose amounts add up; of the others the largest stays. */
const summed: ReadonlySet<FindingCode> = new Set(['truncated', 'dropped-by-exporter']);
export const isSummed = (code: FindingCode): boolean => summed.has(code);

const keyOf = (one: Finding): string => `${one.code}\0${one.environment}\0${one.source}\0${one.subject}`;

/** Adds findings of one kind and sender up, in memory, for at most `maxKinds` of them: senders choose their own names. */
export class FindingTally {
  readonly #maxKinds: number;
  #kinds = new Map<string, Finding>();

  constructor(maxKinds = 1_000) {
    this.#maxKinds = maxKinds;
  }

  get size(): number {
    return this.#kinds.size;
  }

  add(one: Finding): void {
    const key = keyOf(one);
    const known = this.#kinds.get(key);
    if (!known) {
      if (this.#kinds.size < this.#maxKinds) this.#kinds.set(key, { ...one });
      return;
    }
    known.count += one.count;
    if (one.of !== null) known.of = (known.of ?? 0) + one.of;
    if (one.amount !== null) {
      known.amount = isSummed(one.code)
        ? (known.amount ?? 0) + one.amount
        : Math.max(known.amount ?? one.amount, one.amount);
    }
    known.traceId ??= one.traceId;
    known.runId ??= one.runId;
  }

  /** What was added up, and nothing from then on. */
  take(): Finding[] {
    const all = [...this.#kinds.values()];
    this.#kinds = new Map();
    return all;
  }
}
