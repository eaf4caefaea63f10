// The state of decoding one request: limits, what was cut from the record at hand, what was rejected.
import type { Micros } from '#lib/domain/evidence.ts';
import { AppError } from '#lib/errors.ts';
import type { CutCounts, LogRow, ResourceRow, SpanRow } from '#lib/ingest/span-row.ts';
import { type DecodeLimits, defaultLimits } from './limits.ts';
import { everyTime, offsetWords, type TimeRefusal, type TimeWindow, timeRefusal } from './time-window.ts';

export type RejectionReason = 'bad-trace-id' | 'bad-span-id' | 'too-many-records' | TimeRefusal;

/** `service` is the resource's, once decoded; `sample` is the first example, bounded. */
export interface Rejection {
  reason: RejectionReason;
  resource: ResourceRow;
  count: number;
  sample: string;
  /** Of refused times: how far the farthest lies from our clock, in microseconds, ahead above zero; else null. */
  offsetUs: number | null;
}

export interface DecodedTraces {
  spans: SpanRow[];
  rejections: Rejection[];
}

export interface DecodedLogs {
  logs: LogRow[];
  rejections: Rejection[];
}

export class Decoding {
  readonly limits: DecodeLimits;
  /** When the request arrived: records without a time get it, records beyond it are marked. */
  readonly nowUs: Micros;
  /** Moments that are taken. */
  readonly window: TimeWindow;
  readonly rejections: Rejection[] = [];
  #records = 0;
  #lastRejection: Rejection | null = null;
  cut: CutCounts | null = null;
  /** The body as a whole was no UTF-8: what was wrong in it stands as U+FFFD in its texts. */
  isBrokenText = false;

  constructor(nowUs: Micros, limits: DecodeLimits = defaultLimits, window: TimeWindow = everyTime) {
    this.nowUs = nowUs;
    this.limits = limits;
    this.window = window;
  }

  /** Counts one thing left out of the record at hand. */
  countCut(what: keyof CutCounts): void {
    this.cut ??= { attributes: 0, events: 0, links: 0, values: 0, depth: 0, replaced: 0 };
    this.cut[what]++;
  }

  /** Ends the record at hand: what was cut from it, or null. */
  takeCut(): CutCounts | null {
    const { cut } = this;
    this.cut = null;
    return cut;
  }

  /** Counts a record that begins; false = there are too many, it was rejected and must be skipped. */
  admitRecord(resource: ResourceRow): boolean {
    if (this.#records++ < this.limits.records) return true;
    this.reject('too-many-records', resource, '');
    return false;
  }

  /** Throws AppError('invalid_input') at a depth of nesting that is refused; false = this deep nothing is kept, and it was counted. */
  admitDepth(depth: number): boolean {
    if (depth > this.limits.nesting) {
      throw new AppError('invalid_input', `an attribute is nested deeper than ${this.limits.nesting} levels`);
    }
    if (depth === this.limits.depth + 1) this.countCut('depth');
    return depth <= this.limits.depth;
  }

  /** Whether a record without any time is given the time of its arrival; else it is refused, like any time that is not taken. */
  get isTimeless(): boolean {
    return this.window === everyTime;
  }

  /** False = a record of this moment is refused; it was counted, and must be skipped. `what` names it. */
  admitTime(at: Micros, resource: ResourceRow, what: string): boolean {
    const reason = timeRefusal(at, this.window);
    if (reason === null) return true;
    const offsetUs = at - this.nowUs;
    this.reject(reason, resource, `${what}: ${offsetWords(offsetUs)}`, offsetUs);
    return false;
  }

  /** In constant time, however many resources a request invents. */
  reject(reason: RejectionReason, resource: ResourceRow, sample: string, offsetUs: number | null = null): void {
    this.cut = null;
    const last = this.#lastRejection;
    if (last?.reason === reason && last.resource === resource) {
      last.count++;
      last.offsetUs = farther(last.offsetUs, offsetUs);
      return;
    }
    const isFull = this.rejections.length >= this.limits.rejections;
    let known = this.rejections.find((one) => one.reason === reason && (isFull || one.resource === resource));
    if (known) {
      known.count++;
      known.offsetUs = farther(known.offsetUs, offsetUs);
    } else {
      known = { reason, resource, count: 1, sample: sample.slice(0, 200), offsetUs };
      this.rejections.push(known);
    }
    this.#lastRejection = known;
  }

  /**
   * Text as it may be stored: cut to the limit, well-formed, U+FFFD for NUL (Postgres refuses it). `isBroken`: its bytes were no UTF-8, and
   * were replaced already. Counts what was replaced.
   */
  clean(text: string, isBroken = this.isBrokenText && text.includes('\ufffd')): string {
    let kept = text;
    if (kept.length > this.limits.text) {
      this.countCut('values');
      const last = kept.charCodeAt(this.limits.text - 1);
      const splitsPair = last >= 0xd800 && last <= 0xdbff;
      kept = kept.slice(0, splitsPair ? this.limits.text - 1 : this.limits.text);
    }
    const hasNul = kept.includes('\0');
    const isWellFormed = kept.isWellFormed();
    if (isBroken || hasNul || !isWellFormed) this.countCut('replaced');
    if (hasNul) kept = kept.replaceAll('\0', '\ufffd');
    return isWellFormed ? kept : kept.toWellFormed();
  }
}

const farther = (a: number | null, b: number | null): number | null =>
  a === null || (b !== null && Math.abs(b) > Math.abs(a)) ? b : a;
