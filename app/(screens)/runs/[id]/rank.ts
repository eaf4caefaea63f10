// Where one value stands among others. Pure.

/** Share (0…1) of `others` that are at or below `value`; null when either is not known or there are fewer than 20. */
export function rankOf(value: number | null, others: readonly (number | null)[]): number | null {
  const known = others.filter((other) => other !== null);
  if (value === null || known.length < 20) return null;
  return known.filter((other) => other <= value).length / known.length;
}

/** "p62 of 61 runs", or undefined where it cannot be told. */
export function rankWords(value: number | null, others: readonly (number | null)[]): string | undefined {
  const rank = rankOf(value, others);
  if (rank === null) return undefined;
  return `p${Math.max(1, Math.round(rank * 100))} of ${others.filter((other) => other !== null).length} runs`;
}
