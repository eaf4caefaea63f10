// Texts that come again and again in telemetry (keys, names, methods, hosts) as one string each: finding one by its bytes takes a third
// of the time of decoding it, and what holds it shares its memory. Of a fixed size, whatever is sent.

const slots = 4096;
const hashedBytes = 10;
/** Longer ones rarely come again. */
export const maxKnownBytes = 64;

/** Only what is plain ASCII without NUL is kept: nothing about it can need replacing or cutting. */
const isPlain = (text: string, bytes: number): boolean => {
  if (text.length !== bytes) return false;
  for (let i = 0; i < bytes; i++) {
    const code = text.charCodeAt(i);
    if (code === 0 || code > 127) return false;
  }
  return true;
};

export class KnownTexts {
  readonly #texts = new Array<string | undefined>(slots);
  /** The hash of the last text that was sought in a slot and not found there: a second time in a row, it moves in. */
  readonly #sought = new Uint32Array(slots);
  #hash = 0;

  /** The text of `bytes` from `from` to `to`, at most `maxKnownBytes`, if it is known. */
  find(bytes: Uint8Array, from: number, to: number): string | undefined {
    const length = to - from;
    let hash = length;
    // The end tells keys and values apart better than the beginning; what has the same end shares a slot, no more.
    for (let at = Math.max(from, to - hashedBytes); at < to; at++) {
      hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    }
    this.#hash = (hash ^ (hash >>> 15)) >>> 0;
    const text = this.#texts[this.#hash % slots];
    if (text === undefined || text.length !== length) return undefined;
    for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[from + i]) return undefined;
    return text;
  }

  /** Tells the text that `find` did not know, right afterwards. */
  learn(text: string, bytes: number): void {
    const hash = this.#hash;
    const slot = hash % slots;
    if (this.#sought[slot] !== hash) this.#sought[slot] = hash;
    else if (isPlain(text, bytes)) this.#texts[slot] = text;
  }
}
