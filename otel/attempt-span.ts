import {
  type Attributes,
  type Context,
  context,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { getCorrelation } from './correlation.ts';
import { localWorker } from './local-workers.ts';
import {
  ATTR_ERROR_TYPE,
  ATTR_JOB_ATTEMPT,
  ATTR_JOB_ID,
  ATTR_JOB_MAX_ATTEMPTS,
  ATTR_JOB_NAME,
  ATTR_JOB_OUTCOME,
  ATTR_JOB_PARENT_ID,
  ATTR_JOB_PARENT_QUEUE,
  ATTR_JOB_PRIORITY,
  ATTR_JOB_QUEUE,
  ATTR_JOB_SCHEDULE_ID,
  ATTR_JOB_SCHEDULED_AT,
  ATTR_JOB_SYSTEM,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM,
  CORRELATION_KEY,
} from './semconv.ts';
import { tellWhileRunning } from './started-log.ts';

/** Scope of all spans that the kit itself makes. */
export const scopeName = 'signalbox';

/** What is known of a job when an attempt at it begins. */
export interface JobIdentity {
  /** Type of work: task or function. */
  name: string;
  queue: string;
  /** Kind of backend, such as `pg-boss`; default `job` for work that no backend carries. */
  system?: string;
  /** The backend's own id. Without it, attempts of one job cannot be told to belong together. */
  id?: string;
  /** 1-based. */
  attempt?: number;
  maxAttempts?: number;
  /** When it was due. */
  scheduledAt?: Date;
  /** The schedule that made it. */
  scheduleId?: string;
  /** Id of the job it belongs to, and its queue where that is another. */
  parentId?: string;
  parentQueue?: string;
  /** As the backend counts it. */
  priority?: number;
}

/** The job as attributes, ours and the messaging conventions' (for other receivers of the same spans), with the correlation ID of `ctx`. */
export function jobAttributes(job: JobIdentity, operation: 'send' | 'process', ctx: Context): Attributes {
  const { system = 'job', queue, name, id } = job;
  // Made once a job: no lists of pairs.
  const attributes: Attributes = {
    [ATTR_JOB_SYSTEM]: system,
    [ATTR_JOB_NAME]: name,
    [ATTR_JOB_QUEUE]: queue,
    [ATTR_MESSAGING_SYSTEM]: system,
    [ATTR_MESSAGING_OPERATION_NAME]: operation,
    [ATTR_MESSAGING_OPERATION_TYPE]: operation,
    [ATTR_MESSAGING_DESTINATION_NAME]: queue,
  };
  if (id !== undefined) {
    attributes[ATTR_JOB_ID] = id;
    attributes[ATTR_MESSAGING_MESSAGE_ID] = id;
  }
  if (job.attempt !== undefined) attributes[ATTR_JOB_ATTEMPT] = job.attempt;
  if (job.maxAttempts !== undefined) attributes[ATTR_JOB_MAX_ATTEMPTS] = job.maxAttempts;
  if (job.scheduledAt !== undefined) attributes[ATTR_JOB_SCHEDULED_AT] = job.scheduledAt.toISOString();
  if (job.scheduleId !== undefined) attributes[ATTR_JOB_SCHEDULE_ID] = job.scheduleId;
  if (job.parentId !== undefined) attributes[ATTR_JOB_PARENT_ID] = job.parentId;
  if (job.parentQueue !== undefined) attributes[ATTR_JOB_PARENT_QUEUE] = job.parentQueue;
  if (job.priority !== undefined) attributes[ATTR_JOB_PRIORITY] = job.priority;
  const correlationId = getCorrelation(ctx);
  if (correlationId !== undefined) attributes[CORRELATION_KEY] = correlationId;
  return attributes;
}

/** Marks the span as failed: status, exception event, `error.type`. */
export function recordFailure(span: Span, error: unknown): void {
  const known = error instanceof Error ? error : new Error(String(error));
  span.recordException(known);
  span.setStatus({ code: SpanStatusCode.ERROR, message: known.message });
  span.setAttribute(ATTR_ERROR_TYPE, known.name);
}

/** Runs `fn` in an active span that is no run by itself; what it throws is recorded and thrown again. */
export function runSpan<T>(name: string, fn: (span: Span) => T | Promise<T>, options: SpanOptions = {}): Promise<T> {
  return trace.getTracer(scopeName).startActiveSpan(name, options, async (span) => {
    try {
      return await fn(span);
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Whether a record by itself says which job is meant; else only the span's place in its trace does. */
const isNamed = (job: JobIdentity): boolean =>
  job.id !== undefined || (job.scheduleId !== undefined && job.scheduledAt !== undefined);

/**
 * Runs one attempt in a CONSUMER span under `parent`; what `fn` throws is recorded and thrown again. An attempt that takes long is told of while
 * it runs. https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#span-kind
 */
export async function runAttempt<T>(job: JobIdentity, parent: Context, fn: () => T | Promise<T>): Promise<T> {
  const attributes = jobAttributes(job, 'process', parent);
  const span = trace
    .getTracer(scopeName)
    .startSpan(`process ${job.queue}`, { kind: SpanKind.CONSUMER, attributes }, parent);
  const ctx = trace.setSpan(parent, span);
  const worker = localWorker(String(attributes[ATTR_JOB_SYSTEM]), job.queue);
  if (worker) worker.busy++;
  const isOver = span.isRecording() && isNamed(job) ? tellWhileRunning(scopeName, ctx, attributes) : null;
  try {
    const result = await context.with(ctx, fn);
    span.setAttribute(ATTR_JOB_OUTCOME, 'succeeded');
    return result;
  } catch (error) {
    span.setAttribute(ATTR_JOB_OUTCOME, 'failed');
    recordFailure(span, error);
    throw error;
  } finally {
    span.end();
    isOver?.();
    if (worker) {
      worker.busy--;
      worker.lastAtMs = Date.now();
    }
  }
}
