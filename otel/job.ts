import { randomUUID } from 'node:crypto';
import { type Context, context, trace } from '@opentelemetry/api';
import { type JobIdentity, runAttempt } from './attempt-span.ts';

/**
 * One attempt at a job of a hand-written worker. Whatever the span shows can be seen in Signalbox: job, queue, id, attempt, outcome,
 * error, duration; what it throws is recorded and thrown again.
 *
 * ```ts
 * await job({ name: 'send-receipt', queue: 'email', id: message.id, attempt: message.tries }, () => send(message));
 * ```
 */
export function job<T>(identity: JobIdentity, fn: () => T | Promise<T>): Promise<T> {
  const parent = context.active();
  return runAttempt({ ...identity, id: identity.id ?? madeId(parent) }, parent, fn);
}

/**
 * An id for a job that has none: two of them under one request are two jobs. Under a span that came with a message, the span that
 * sent it is name enough, and ties both ends together.
 */
function madeId(parent: Context): string | undefined {
  return trace.getSpanContext(parent)?.isRemote ? undefined : randomUUID();
}
