// The kinds of words kept in `dim`, and how many values each may have: in all, of jobs in each environment. Overflow goes to the value '(other)'.

/** Stored in `dim.kind`. Append only. */
export const dimKinds = {
  environment: 1,
  source: 2,
  system: 3,
  job: 4,
  service: 5,
  worker: 6,
  spanName: 7,
  version: 8,
  tenant: 9,
  schedule: 10,
  errorType: 11,
} as const;
export type DimKind = keyof typeof dimKinds;

export const dimCaps: Record<DimKind, number> = {
  environment: 200,
  source: 2_000,
  system: 200,
  job: 20_000,
  service: 5_000,
  worker: 50_000,
  spanName: 50_000,
  version: 10_000,
  tenant: 20_000,
  schedule: 10_000,
  errorType: 10_000,
};

export const otherValue = '(other)';
/** Longer values are cut: a word, not a text. */
export const maxDimLength = 256;
