// Sends what is due in the outbox. At least once: marked after the receiver's answer, under one id on every try. Receivers do not wait for each
// other: each has at most two requests under way.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  disableChannel,
  markDelivered,
  markFailed,
  retryAfterMs,
  type TakenDelivery,
  takeDeliveries,
} from '#lib/db/alert/take-deliveries.ts';
import type { Pool } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { SecretBox } from '#lib/secrets.ts';
import { openChannel } from './channel-secrets.ts';
import { guardedPost, type Posted } from './guarded-post.ts';
import { shapeNotice } from './shape-notice.ts';

const lookEveryMs = 500;
const mostAtOnce = 40;
const mostPerChannel = 2;
const timeoutMs = 10_000;

export interface DeliverContext {
  pool: Pool;
  secrets: SecretBox;
  allowHosts: readonly string[];
}

/** Delivers until `signal` fires, then waits for what is under way. */
export async function deliverUntil(context: DeliverContext, signal: AbortSignal): Promise<void> {
  const underWay = new Map<string, { channelId: string; done: Promise<void> }>();
  while (!signal.aborted) {
    try {
      const counts = Map.groupBy(underWay.values(), ({ channelId }) => channelId);
      const busy = [...counts].filter(([, all]) => all.length >= mostPerChannel).map(([channelId]) => channelId);
      const room = Math.min(mostPerChannel, mostAtOnce - underWay.size);
      const taken = room > 0 ? await takeDeliveries(context.pool, room, busy) : [];
      for (const delivery of taken) {
        const done = deliver(context, delivery).finally(() => underWay.delete(delivery.id));
        underWay.set(delivery.id, { channelId: delivery.channelId, done });
      }
      if (taken.length > 0) continue;
    } catch (error) {
      log.warn({ err: error }, 'Notices could not be looked for; it is tried again.');
    }
    await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
  }
  await Promise.all([...underWay.values()].map(({ done }) => done));
}

/** One try. Never throws: what went wrong is written to the delivery, and tried again. */
export async function deliver({ pool, secrets, allowHosts }: DeliverContext, delivery: TakenDelivery): Promise<void> {
  const isLast = delivery.tries > retryAfterMs.length;
  const fail = (
    error: string,
    status: number | null = null,
    waitMs: number | null = null,
    isDead = isLast,
  ): Promise<void> => markFailed(pool, delivery.id, { status, error, waitMs, isDead });
  try {
    const { url, headers, body } = shapeNotice(
      delivery.kind,
      openChannel(secrets, delivery.secret),
      delivery.body,
      Date.now(),
    );
    const answer = await guardedPost(url, { headers, body, allowHosts, timeoutMs });
    if (answer.status >= 200 && answer.status < 300) return await markDelivered(pool, delivery.id, answer.status);
    if (answer.status === 410)
      return await disableChannel(pool, delivery.channelId, 'the receiver answered 410: it is gone');
    await fail(refusal(answer), answer.status, answer.retryAfterMs);
  } catch (error) {
    const isRefused = error instanceof AppError && error.code === 'invalid_input';
    await fail(reasonOf(error), null, null, isLast || isRefused).catch(() => {});
  }
}

const refusal = ({ status, text }: Posted): string =>
  status >= 300 && status < 400
    ? `answered ${status}; redirects are not followed`
    : `answered ${status}${text ? `: ${text}` : ''}`;

/** The cause where there is one: "fetch failed" helps nobody. Addresses of chat webhooks are secrets and not in it. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  return cause.message || cause.name;
}
