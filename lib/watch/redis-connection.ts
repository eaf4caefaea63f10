// One connection of our own, used for reading commands only. It never reconnects by itself: the watcher opens a new one, after a wait.
import { Redis } from 'ioredis';
import { AppError } from '#lib/errors.ts';

const connectTimeoutMs = 8_000;

/** Connects, and says why where that fails. `disableClientInfo`: `client setinfo` would need another right, and Redis 7.2. */
export async function connectRedis(url: string): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    commandTimeout: 20_000,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    disableClientInfo: true,
    connectionName: 'signalbox',
    retryStrategy: () => null,
  });
  // ioredis tells the cause by an event only; what is thrown says "Connection is closed."
  let cause: Error | undefined;
  redis.on('error', (error: Error) => {
    cause ??= error;
  });
  try {
    await redis.connect();
    await redis.ping();
    return redis;
  } catch (error) {
    redis.disconnect();
    const reason = cause ?? (error as Error);
    if (/WRONGPASS|NOAUTH|invalid password/i.test(reason.message)) {
      throw new AppError('unavailable', `Redis refused the user or password: ${reason.message}`, { cause: reason });
    }
    if ((reason as { code?: unknown }).code === 'ECONNRESET' || /^Connection is closed/.test(reason.message)) {
      const message = 'The server hung up at once: is it Redis, and does it need TLS (rediss://)?';
      throw new AppError('unavailable', message, { cause: reason });
    }
    throw reason;
  }
}

/** Of a pipeline or transaction, in its order: what went wrong with a command, or its reply. */
export type Replies = [error: Error | null, result: unknown][];

/**
 * Replies of a pipeline, null for a key of another type than its owner writes: one that some other program has spoilt must not hide all
 * others. Any other error is thrown.
 */
export function readableOf(results: Replies | null): unknown[] {
  return (results ?? []).map(([error, result]) => {
    if (error === null) return result;
    if (error.message.startsWith('WRONGTYPE')) return null;
    throw error;
  });
}

/** What is wrong with one key alone, in words; null = what went wrong concerns more than that. */
export function keyFault({ message }: Error): string | null {
  if (message.startsWith('WRONGTYPE')) return 'its key holds something else, check its name';
  return /^NOPERM.*\bkeys?\b/.test(message) ? message : null;
}

/** A map reply, which is an object in RESP3 and a flat list in RESP2. */
export function toFields(reply: unknown): Record<string, unknown> {
  if (!Array.isArray(reply)) return (reply ?? {}) as Record<string, unknown>;
  const fields: Record<string, unknown> = {};
  for (let index = 0; index + 1 < reply.length; index += 2) fields[String(reply[index])] = reply[index + 1];
  return fields;
}

/** A connection that is made when first needed and cut when a reading is to stop: ioredis cannot give up a command otherwise. */
export class ReadingConnection {
  #url: string;
  #redis: Redis | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async use<T>(signal: AbortSignal, work: (redis: Redis) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    this.#redis ??= await connectRedis(this.#url);
    const redis = this.#redis;
    const cut = (): void => redis.disconnect();
    signal.addEventListener('abort', cut, { once: true });
    try {
      return await work(redis);
    } finally {
      signal.removeEventListener('abort', cut);
    }
  }

  close(): void {
    this.#redis?.disconnect();
    this.#redis = null;
  }
}
