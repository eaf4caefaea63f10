import { context } from '@opentelemetry/api';
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
  return runAttempt(identity, context.active(), fn);
}
