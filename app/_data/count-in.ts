/** Of counts by environment: that of `environment`, or all together where it is empty. */
export const countIn = (countsBy: Readonly<Record<string, number>>, environment: string): number =>
  environment === '' ? Object.values(countsBy).reduce((sum, n) => sum + n, 0) : (countsBy[environment] ?? 0);
