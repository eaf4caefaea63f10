import type { RunError, RunNames, SpanRef } from '#lib/domain/evidence.ts';

/** What BullMQ keeps of a job, alike on Redis and PostgreSQL. Moments are epoch milliseconds by the clock of whoever wrote them. */
export interface JobFacts {
  /** null = not read: only what changes was asked for. */
  name: string | null;
  data: unknown;
  /** Trace context, as the library's telemetry packs it. */
  carrier: unknown;
  maxAttempts: number;
  timestampMs: number;
  delayMs: number;
  priority: number;
  schedulerId: string | null;
  parent: { queue: string; jobId: string } | null;
  /** Attempts that ended, however they did. */
  made: number;
  processedOnMs: number | null;
  finishedOnMs: number | null;
  worker: string | null;
  failedReason: string | null;
  /** One entry a failed attempt, oldest first; the library may keep only the latest. */
  stacktrace: readonly string[];
}

/** Parses JSON that some program wrote; what is none is null. */
export function parseJson(text: string | null | undefined): unknown {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `opts.telemetry.metadata` (PostgreSQL) or `opts.tm` (Redis): JSON with `traceparent` in the usual case. */
export function carrierIn(opts: unknown): unknown {
  if (opts === null || typeof opts !== 'object') return null;
  const { tm, telemetry } = opts as { tm?: unknown; telemetry?: { metadata?: unknown } };
  const metadata = tm ?? telemetry?.metadata;
  return typeof metadata === 'string' ? parseJson(metadata) : metadata;
}

/**
 * What the span that added a job says of its name. Ids that BullMQ counts begin again after a flush: the trace they were given in tells
 * them apart for those who have only spans to go by.
 */
export function namesByProducer(jobId: string, createdBy: SpanRef): Pick<RunNames, 'createdBy' | 'givenIn'> {
  return /^\d{1,15}$/.test(jobId) ? { createdBy, givenIn: { traceId: createdBy.traceId } } : { createdBy };
}

/** Of a parent key `prefix:queue:id`. Ids may hold colons, prefixes and queue names do not. */
export function parentIn(key: string | null | undefined, prefix: string | null): JobFacts['parent'] {
  if (!key) return null;
  const rest = prefix !== null && key.startsWith(`${prefix}:`) ? key.slice(prefix.length + 1) : key;
  const at = rest.indexOf(':');
  return at <= 0 ? null : { queue: rest.slice(0, at), jobId: rest.slice(at + 1) };
}

/** The error of the `ordinal`-th attempt (1-based), as far as it is kept. `isSucceeded`: the latest attempt made was no failure. */
export function errorOfAttempt(facts: JobFacts, ordinal: number, isSucceeded: boolean): RunError | undefined {
  const failures = facts.made - (isSucceeded ? 1 : 0);
  const stack = facts.stacktrace[facts.stacktrace.length - 1 - (failures - ordinal)];
  const reason = ordinal === failures ? facts.failedReason : null;
  return toError(reason, stack);
}

/** `reason`: the message alone. `stack`: as JavaScript prints it, `Type: message` and lines that begin with `at`. */
export function toError(reason: string | null, stack: string | undefined): RunError | undefined {
  if (!stack) return reason ? { type: null, message: reason } : undefined;
  const frames = stack.search(/\n\s+at /);
  const head = frames < 0 ? stack : stack.slice(0, frames);
  const match = /^([A-Za-z_$][\w$.]*): ([\s\S]*)$/.exec(head);
  const type = match?.[1] ?? null;
  return { type, message: reason || match?.[2] || head, stack };
}
