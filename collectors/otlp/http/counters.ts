// What the door counts about itself. Two sums hold at every moment at which it can be asked:
// requests: received = acked + refused + failed + in flight; records: acked = stored + duplicate + rejected + in spool.
import { Histogram } from '#lib/metrics/exposition.ts';
import type { Stored } from './stored.ts';

/** Upper bounds of the answer-time histogram, in seconds. */
const answerBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** acked: answered with success. refused: answered with a reason. failed: broken off, or a fault of ours. */
export type RequestOutcome = 'acked' | 'refused' | 'failed';

export class DoorCounters {
  /** Requests by how they ended; received is counted when they begin. */
  readonly requests: Record<'received' | RequestOutcome, number> = { received: 0, acked: 0, refused: 0, failed: 0 };
  /** Begun and not ended. */
  inFlight = 0;
  /** Requests by `signal` and HTTP `code`. */
  readonly answers = new Map<string, { signal: string; code: string; count: number }>();
  /** Spans and log records of acknowledged requests, with those that an earlier door had acknowledged and this one found in the spool. */
  readonly records = { acked: 0, stored: 0, duplicate: 0, quarantined: 0 };
  /** Records that were acknowledged but not stored, by reason. */
  readonly rejected = new Map<string, number>();
  /** Records that ever went to the spool, and that left it again. */
  readonly spool = { spooled: 0, drained: 0 };
  readonly answerSeconds = new Histogram(answerBounds);

  /** A request has come; `countAnswer` ends it. */
  begin(): void {
    this.requests.received++;
    this.inFlight++;
  }

  countAnswer(signal: string, status: number, outcome: RequestOutcome, seconds: number): void {
    this.inFlight--;
    this.requests[outcome]++;
    const key = `${signal} ${status}`;
    const known = this.answers.get(key);
    if (known) known.count++;
    else this.answers.set(key, { signal, code: String(status), count: 1 });
    this.answerSeconds.observe(seconds);
  }

  /** Records that are acknowledged and in the database, or kept aside there. */
  countStored(stored: Stored): void {
    this.records.acked += stored.stored + stored.duplicate + stored.quarantined;
    this.countSettled(stored);
  }

  /** The same of records that were counted as acknowledged when they went to the spool. */
  countSettled({ stored, duplicate, quarantined }: Stored): void {
    this.records.stored += stored;
    this.records.duplicate += duplicate;
    this.records.quarantined += quarantined;
    this.#reject('quarantined', quarantined);
  }

  /** Records that are acknowledged and in the spool from now on. */
  countSpooled(records: number): void {
    this.records.acked += records;
    this.spool.spooled += records;
  }

  /** Records found in the spool that an earlier door had acknowledged. */
  countAdopted(records: number): void {
    this.records.acked += records;
  }

  /** Records that left the spool without having been stored. */
  countLost(reason: string, records: number): void {
    this.#reject(reason, records);
  }

  /** Records left out of an acknowledged request, of which its answer tells. */
  countRejected(reason: string, records: number): void {
    this.records.acked += records;
    this.#reject(reason, records);
  }

  #reject(reason: string, records: number): void {
    if (records > 0) this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + records);
  }
}
