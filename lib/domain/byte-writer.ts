// Writes varints and strings into a growing buffer: the lowest layer of packed evidence. Repeated strings are written once.
import type { Micros } from '#lib/domain/evidence.ts';
import { recentSpans } from '#lib/domain/packed-layout.ts';
import { packedWords } from '#lib/domain/packed-words.ts';

const mostShort = 127;
const mostCompared = 32;

/** The value of a hex digit by its character code. */
const digits = new Uint8Array(128);
for (const hex of ['0123456789abcdef', '0123456789ABCDEF']) {
  for (let i = 0; i < 16; i++) digits[hex.charCodeAt(i)] = i;
}

const placeOfWord = new Map(packedWords.map((word, place) => [word, place]));

/** Texts by the order of their first use, from 1. A handful is compared one by one: a map costs more to fill. */
class SharedTexts {
  private list: (string | null)[] = [];
  private readonly places = new Map<string, number>();

  restart(given: readonly (string | null)[]): void {
    if (this.places.size > 0) this.places.clear();
    this.list = given.slice();
  }

  /** The place of `value`; 0 = it had none, and has one now. */
  placeOf(value: string): number {
    const { list, places } = this;
    const size = list.length;
    if (size <= mostCompared) {
      for (let i = 0; i < size; i++) if (list[i] === value) return i + 1;
      list.push(value);
      return 0;
    }
    if (places.size === 0) {
      for (const [i, text] of list.entries()) if (text !== null && !places.has(text)) places.set(text, i + 1);
    }
    const known = places.get(value);
    if (known !== undefined) return known;
    list.push(value);
    places.set(value, list.length);
    return 0;
  }
}

export class ByteWriter {
  private bytes = Buffer.allocUnsafe(65_536);
  private length = 0;
  private readonly strings = new SharedTexts();
  private readonly traces = new SharedTexts();
  /** The last few, a ring: `newSpans` were put in so far. */
  private readonly spans: string[] = new Array(recentSpans).fill('');
  private newSpans = 0;

  /**
   * Makes it ready for the next body: one writer is used again and again, since packing never waits. `words` and `traces`: what the reader
   * will have before it begins, so that it need not be written.
   */
  restart(words: readonly (string | null)[] = [], traces: readonly (string | null)[] = []): void {
    this.length = 0;
    this.strings.restart(words);
    this.traces.restart(traces);
    this.spans.fill('');
    this.newSpans = 0;
  }

  private ensure(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + more));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  byte(value: number): void {
    this.ensure(1);
    this.bytes[this.length++] = value;
  }

  /** An integer in 0 … 2^53 − 1, seven bits a byte, least first. */
  varint(value: number): void {
    this.ensure(8);
    let rest = value;
    while (rest > 0x7fffffff) {
      this.bytes[this.length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** A signed integer of magnitude below 2^52: zigzag, so that small ones of either sign stay short. */
  signed(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  /** A moment as its difference from a near one. Moments go up to 2^53, so a difference may not fit zigzag; then the sign goes first. */
  moment(value: Micros, near: Micros): void {
    const difference = value - near;
    if (difference < 2 ** 51 && difference > -(2 ** 51)) this.signed(difference + (difference >= 0 ? 1 : 0));
    else {
      // A zigzag of 0 cannot occur above: it marks a moment in full.
      this.byte(0);
      this.varint(value);
    }
  }

  /** A string that is not expected again. */
  text(value: string): void {
    const size = value.length;
    if (size <= mostShort) {
      this.ensure(size + 1);
      const { bytes } = this;
      let at = this.length;
      bytes[at++] = size;
      let i = 0;
      for (; i < size; i++) {
        const code = value.charCodeAt(i);
        if (code > 127) break;
        bytes[at++] = code;
      }
      if (i === size) {
        this.length = at;
        return;
      }
    }
    const byteLength = Buffer.byteLength(value, 'utf8');
    this.varint(byteLength);
    this.ensure(byteLength);
    this.length += this.bytes.write(value, this.length, byteLength, 'utf8');
  }

  /** A string that is likely to come again: 0 and the text the first time, then its place in the order of first uses, twice; or a known word. */
  shared(value: string): void {
    const word = placeOfWord.get(value);
    if (word !== undefined) {
      this.varint(word * 2 + 1);
      return;
    }
    const place = this.strings.placeOf(value);
    if (place > 0) {
      this.varint(place * 2);
      return;
    }
    this.byte(0);
    this.text(value);
  }

  /** A trace id (32 hex digits), shared like strings: 16 bytes the first time. */
  trace(value: string): void {
    const place = this.traces.placeOf(value);
    if (place > 0) {
      this.varint(place);
      return;
    }
    this.byte(0);
    this.hex(value, 16);
  }

  /** A span id (16 hex digits): 0 and 8 bytes, or how many new ones ago it was written. */
  span(value: string): void {
    const { spans, newSpans } = this;
    for (let ago = 1; ago <= recentSpans; ago++) {
      if (spans[(newSpans - ago) & (recentSpans - 1)] === value) {
        this.byte(ago);
        return;
      }
    }
    spans[newSpans & (recentSpans - 1)] = value;
    this.newSpans = newSpans + 1;
    this.byte(0);
    this.hex(value, 8);
  }

  /** Hex digits as `size` bytes. */
  hex(value: string, size: number): void {
    this.ensure(size);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < size * 2; i += 2) {
      bytes[at++] = ((digits[value.charCodeAt(i)] as number) << 4) | (digits[value.charCodeAt(i + 1)] as number);
    }
    this.length = at;
  }

  /** Bytes written so far. */
  get size(): number {
    return this.length;
  }

  /** A copy of what was written, from `reversedFrom` on in reverse. */
  finish(reversedFrom: number = this.length): Buffer {
    const copy = Buffer.from(this.bytes.subarray(0, this.length));
    if (reversedFrom < this.length) copy.subarray(reversedFrom).reverse();
    return copy;
  }
}
