/** A difference with its sign: "+40 ms", "−1.2 s", "±0". */
export function changeWords(change: number, format: (value: number) => string): string {
  if (change === 0) return '±0';
  return `${change < 0 ? '−' : '+'}${format(Math.abs(change))}`;
}
