/**
 * Texts that stand in the columns of a run and therefore not in its packed evidence, exactly as the database gives them back. null = the
 * column is empty. What differs from what the evidence says (cut, or counted among others) does no harm: it is then found in neither.
 */
export interface RunWords {
  environment: string;
  system: string;
  queue: string;
  source: string | null;
  job: string | null;
  jobKey: string | null;
  worker: string | null;
  version: string | null;
  tenant: string | null;
  schedule: string | null;
  correlationId: string | null;
  errorType: string | null;
  errorMessage: string | null;
  /** Hex. */
  traceId: string | null;
}

/** In the order that packed evidence counts them. It is stored: append only. */
export const textsOf = (words: RunWords): (string | null)[] => [
  words.environment,
  words.system,
  words.queue,
  words.source,
  words.job,
  words.jobKey,
  words.worker,
  words.version,
  words.tenant,
  words.schedule,
  words.correlationId,
  words.errorType,
  words.errorMessage,
];
