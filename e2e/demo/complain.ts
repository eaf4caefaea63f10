let last = '';
let lastAt = 0;

/** One line for a fault; the same one is said once in ten seconds, so that an outage does not flood the log. */
export function complain(error: unknown): void {
  const line =
    error instanceof Error ? `${error.name}: ${error.message || ('code' in error ? error.code : '')}` : String(error);
  const now = Date.now();
  if (line === last && now - lastAt < 10_000) return;
  last = line;
  lastAt = now;
  console.error(`${process.env.OTEL_SERVICE_NAME ?? 'demo'}: ${line}`);
}
