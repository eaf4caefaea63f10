// Log-bucket histograms on the grid of OpenTelemetry's exponential histogram at scale 5 (base 2^(1/32)), of microseconds:
// index i holds base^i < v <= base^(i+1). https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
// Counts are signed, so that a delta may take back what was added. Percentiles are nearest rank; relative error <= 1.1 %.

/** Bucket index → signed count. The index of zero (and below) is `zeroIndex`. Entries that come to 0 are removed. */
export type Sketch = Map<number, number>;

const perDoubling = 32;
/** Below the index of 1 us (-1). */
export const zeroIndex = -2;
/** The bucket that holds the greatest values. */
export const highestIndex = 53 * perDoubling;

/** The bucket of a value in microseconds. */
export function bucketIndexOf(us: number): number {
  if (!(us > 0)) return zeroIndex;
  if (us <= 1) return -1;
  // The guess by logarithm can be off by one at a boundary; powers of two are exact.
  let index = Math.ceil(Math.log2(us) * perDoubling) - 1;
  if (us > 2 ** ((index + 1) / perDoubling)) index++;
  else if (us <= 2 ** (index / perDoubling)) index--;
  return Math.min(index, highestIndex);
}

/** The value in microseconds that stands for a bucket: the harmonic mean of its bounds, which has the least greatest relative error. */
export function valueOfBucket(index: number): number {
  if (index <= zeroIndex) return 0;
  if (index === -1) return 1;
  const low = 2 ** (index / perDoubling);
  const high = 2 ** ((index + 1) / perDoubling);
  return (2 * low * high) / (low + high);
}

/** Adds `count` (may be negative) observations of a value in microseconds. */
export function addToSketch(sketch: Sketch, us: number, count = 1): void {
  addToBucket(sketch, bucketIndexOf(us), count);
}

function addToBucket(sketch: Sketch, index: number, count: number): void {
  const sum = (sketch.get(index) ?? 0) + count;
  if (sum === 0) sketch.delete(index);
  else sketch.set(index, sum);
}

/** Adds all of `from` (times `sign`) into `into` and returns it. */
export function mergeSketches(into: Sketch, from: Sketch, sign: 1 | -1 = 1): Sketch {
  for (const [index, count] of from) addToBucket(into, index, sign * count);
  return into;
}

/** How many observations it holds. */
export function countOf(sketch: Sketch): number {
  let n = 0;
  for (const count of sketch.values()) n += count;
  return n;
}

/** Reused: percentiles are asked for by the ten thousand. A sketch has no more buckets. */
const scratch = new Int32Array(highestIndex - zeroIndex + 1);

/**
 * Nearest-rank percentiles, each `p` in 0…100 and ascending, in microseconds; null when there is nothing. Expects a total, in which no count
 * is negative.
 */
export function percentiles(sketch: Sketch, ps: readonly number[]): (number | null)[] {
  const n = countOf(sketch);
  if (n <= 0) return ps.map(() => null);
  let size = 0;
  for (const index of sketch.keys()) scratch[size++] = index;
  const indexes = scratch.subarray(0, size).sort();
  let seen = 0;
  let place = -1;
  return ps.map((p) => {
    const rank = Math.max(1, Math.ceil((p / 100) * n));
    while (seen < rank && place < size - 1) seen += sketch.get(indexes[++place] as number) as number;
    return seen >= rank ? valueOfBucket(indexes[place] as number) : null;
  });
}

/** One of them: `p` in 0…100. */
export const percentile = (sketch: Sketch, p: number): number | null => percentiles(sketch, [p])[0] ?? null;
