// Reads what `ByteWriter` wrote. Every read past the end throws, so that a cut body can never become half a fact.
import type { Micros } from '#lib/domain/evidence.ts';
import { recentSpans } from '#lib/domain/packed-layout.ts';
import { packedWords } from '#lib/domain/packed-words.ts';
import { AppError } from '#lib/errors.ts';

export class ByteReader {
  private bytes: Buffer;
  private at = 0;
  private readonly strings: (string | null)[];
  private readonly traces: (string | null)[];
  private readonly spans: string[] = [];
  /** Whether the body is of a version before there were known words and shared spans. */
  isPlain = false;

  /** `words` and `traces`: as given to `ByteWriter.restart`. */
  constructor(body: Uint8Array, words: readonly (string | null)[] = [], traces: readonly (string | null)[] = []) {
    this.strings = ['', ...words];
    this.traces = ['', ...traces];
    this.bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  }

  /** Reads what is left from its end to here. */
  turn(): void {
    this.bytes = Buffer.from(this.bytes.subarray(this.at)).reverse();
    this.at = 0;
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  private take(size: number): number {
    const from = this.at;
    if (from + size > this.bytes.length) throw new AppError('invalid_input', 'Packed evidence is cut short.');
    this.at = from + size;
    return from;
  }

  byte(): number {
    return this.bytes[this.take(1)] as number;
  }

  varint(): number {
    let byte = this.byte();
    if (byte < 128) return byte;
    let value = byte & 0x7f;
    for (let factor = 128; ; factor *= 128) {
      byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 128) break;
      if (factor > 2 ** 49) throw new AppError('invalid_input', 'Packed evidence holds a number that is too large.');
    }
    return value;
  }

  signed(): number {
    const zigzag = this.varint();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  moment(near: Micros): Micros {
    const difference = this.signed();
    if (difference === 0) return this.varint();
    return near + difference - (difference > 0 ? 1 : 0);
  }

  text(): string {
    const size = this.varint();
    const from = this.take(size);
    const { bytes } = this;
    if (size < 24) {
      let text = '';
      let i = from;
      for (; i < from + size; i++) {
        const code = bytes[i] as number;
        if (code > 127) break;
        text += String.fromCharCode(code);
      }
      if (i === from + size) return text;
    }
    return bytes.toString('utf8', from, from + size);
  }

  shared(): string {
    const number = this.varint();
    if (number === 0) {
      const text = this.text();
      this.strings.push(text);
      return text;
    }
    const text = this.textAt(number);
    if (text === undefined || text === null)
      throw new AppError('invalid_input', 'Packed evidence refers to a string that it does not hold.');
    return text;
  }

  private textAt(number: number): string | null | undefined {
    if (this.isPlain) return this.strings[number];
    return number % 2 === 1 ? packedWords[(number - 1) / 2] : this.strings[number / 2];
  }

  trace(): string {
    const place = this.varint();
    if (place === 0) {
      const trace = this.hex(16);
      this.traces.push(trace);
      return trace;
    }
    const trace = this.traces[place];
    if (trace === undefined || trace === null)
      throw new AppError('invalid_input', 'Packed evidence refers to a trace that it does not hold.');
    return trace;
  }

  span(): string {
    const ago = this.isPlain ? 0 : this.byte();
    if (ago === 0) {
      const span = this.hex(8);
      this.spans.push(span);
      return span;
    }
    const span = ago <= recentSpans ? this.spans.at(-ago) : undefined;
    if (span === undefined)
      throw new AppError('invalid_input', 'Packed evidence refers to a span that it does not hold.');
    return span;
  }

  hex(size: number): string {
    const from = this.take(size);
    return this.bytes.toString('hex', from, from + size);
  }
}
