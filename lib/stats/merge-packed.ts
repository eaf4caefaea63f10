// The sum of many packed sketches, for panels that read thousands of them: added up in one flat row of counts.
import { AppError } from '#lib/errors.ts';
import { packVersion } from '#lib/stats/pack-sketch.ts';
import { highestIndex, type Sketch, zeroIndex } from '#lib/stats/sketch.ts';

/** Reused; all zeros between calls. */
const counts = new Float64Array(highestIndex - zeroIndex + 1);

const int4At = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);

/**
 * The sum of packed sketches (`packSketch`), each behind its length as int4, most significant byte first; an empty sketch for null. Its
 * buckets ascend. Throws AppError('internal') for foreign bytes.
 */
export function mergePacked(frames: Uint8Array | null): Sketch {
  const sketch: Sketch = new Map();
  if (frames === null) return sketch;
  let low = counts.length;
  let high = -1;
  try {
    let at = 0;
    while (at < frames.length) {
      const end = at + 4 + int4At(frames, at);
      at += 4;
      if (end > frames.length) throw new AppError('internal', 'A histogram is cut short.');
      if (frames[at] !== packVersion) throw new AppError('internal', `Histogram of unknown version ${frames[at]}.`);
      at++;
      let index = 0;
      for (let isStep = true; at < end; isStep = !isStep) {
        let byte = frames[at++] as number;
        let value = byte & 0x7f;
        for (let factor = 128; byte >= 128; factor *= 128) {
          byte = frames[at++] ?? 0;
          value += (byte & 0x7f) * factor;
        }
        if (isStep) {
          index += value;
          if (index >= counts.length) throw new AppError('internal', 'A histogram has a bucket that there is not.');
          low = Math.min(low, index);
          high = Math.max(high, index);
        } else {
          counts[index] = (counts[index] as number) + (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
        }
      }
    }
    for (let index = low; index <= high; index++) {
      const count = counts[index] as number;
      if (count !== 0) sketch.set(index + zeroIndex, count);
    }
    return sketch;
  } finally {
    if (low <= high) counts.fill(0, low, high + 1);
  }
}
