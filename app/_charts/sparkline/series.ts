// A sparkline is one SVG path. Null breaks the line; a single value between gaps is a short dash.

/** Path data for `values` in a box of `width` × `height`; empty when nothing is known. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return '';
  const top = Math.max(...known, 0) || 1;
  const stride = values.length > 1 ? width / (values.length - 1) : 0;
  const y = (value: number) => (height - 1 - (value / top) * (height - 2)).toFixed(1);
  let path = '';
  values.forEach((value, index) => {
    if (value === null) return;
    const isStart = index === 0 || values[index - 1] === null;
    path += `${isStart ? 'M' : 'L'}${(index * stride).toFixed(1)},${y(value)}`;
    const isLone = isStart && (index === values.length - 1 || values[index + 1] === null);
    if (isLone) path += 'h1.5';
  });
  return path;
}

/** One sentence for those who cannot see it. */
export function sparkText(values: readonly (number | null)[]): string {
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return 'no reading';
  const rounded = (value: number | undefined) => Math.round(value ?? 0);
  return `from ${rounded(known[0])} to ${rounded(known.at(-1))}, at most ${rounded(Math.max(...known))}`;
}
