import { randomUUID } from 'node:crypto';
import { context } from '@opentelemetry/api';
import { type JobIdentity, jobAttributes, runAttempt } from './attempt-span.ts';
import { contextIn, packCarrier, unpackCarrier } from './carrier.ts';
import { runProducer } from './run-producer.ts';

const system = 'redis-list';

type Message = Record<string, unknown>;

/** A message's own id: `id`, where it is a text or a number. */
const idIn = (message: Message): string | undefined =>
  typeof message.id === 'string' || typeof message.id === 'number' ? String(message.id) : undefined;

/**
 * Puts a message into a list by your own Redis client: `push` gets the text to push. The message is given an `id` where it has none, and
 * carries trace context and correlation ID under `_otel`. Resolves to what `push` gives.
 *
 * ```ts
 * await sendToList('labels', { orderId: 7 }, (text) => redis.lpush('labels', text));
 * ```
 */
export function sendToList<T>(list: string, message: Message, push: (text: string) => T | Promise<T>): Promise<T> {
  const id = idIn(message) ?? randomUUID();
  const attributes = jobAttributes({ system, name: list, queue: list, id }, 'send', context.active());
  return runProducer(list, attributes, () => push(JSON.stringify(packCarrier({ id, ...message }))));
}

/** Message and carrier of a text that came from a list; a text that is no JSON object is handed on as it is. */
function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * One attempt at a message that you took from a list: parses it, and runs `fn` in a CONSUMER span with the sender's correlation ID.
 * `attempt`: the message's own `attempt` where it has one. What `fn` throws is thrown again: putting the message back stays with you.
 *
 * ```ts
 * const text = await redis.blmove('labels', 'labels:processing', 'RIGHT', 'LEFT', 0);
 * await listJob({ queue: 'labels' }, text, (message) => print(message));
 * await redis.lrem('labels:processing', 1, text);
 * ```
 */
export function listJob<T>(
  of: { queue: string } & Pick<JobIdentity, 'attempt' | 'maxAttempts'> & { name?: string },
  text: string,
  fn: (message: unknown) => T | Promise<T>,
): Promise<T> {
  const parsed = read(text);
  const { data } = unpackCarrier(parsed);
  const fields = (data !== null && typeof data === 'object' ? data : {}) as Message;
  const attempt = of.attempt ?? (typeof fields.attempt === 'number' ? fields.attempt : undefined);
  const identity = { system, name: of.name ?? of.queue, queue: of.queue, id: idIn(fields), attempt };
  return runAttempt({ ...identity, maxAttempts: of.maxAttempts }, contextIn(parsed), () => fn(data));
}
