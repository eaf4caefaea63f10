// A sketch as bytes for the columns `*_hist`: version byte, then pairs in ascending order: varint of the step to the index,
// zigzag varint of the count. An empty sketch is null.
import { AppError } from '#lib/errors.ts';
import { type Sketch, zeroIndex } from '#lib/stats/sketch.ts';

/** First byte of every packed sketch. */
export const packVersion = 1;

/** Bytes of a sketch; null for an empty one. */
export function packSketch(sketch: Sketch): Buffer | null {
  if (sketch.size === 0) return null;
  const bytes: number[] = [packVersion];
  let previous = zeroIndex;
  for (const index of [...sketch.keys()].sort((a, b) => a - b)) {
    pushVarint(bytes, index - previous);
    previous = index;
    const count = sketch.get(index) as number;
    pushVarint(bytes, count >= 0 ? count * 2 : -count * 2 - 1);
  }
  return Buffer.from(bytes);
}

/** The inverse; an empty sketch for null. Throws AppError('internal') for foreign bytes. */
export function unpackSketch(bytes: Uint8Array | null): Sketch {
  const sketch: Sketch = new Map();
  if (bytes === null || bytes.length === 0) return sketch;
  if (bytes[0] !== packVersion) throw new AppError('internal', `Histogram of unknown version ${bytes[0]}.`);
  let at = 1;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new AppError('internal', 'A histogram is cut short.');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  let index = zeroIndex;
  while (at < bytes.length) {
    index += varint();
    const zigzag = varint();
    sketch.set(index, zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
  }
  return sketch;
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
