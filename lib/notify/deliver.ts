// Sends what is due in the outbox. At least once: marked after the receiver's answer, under one id on every try. Receivers do not wait for each
// other: each has at most four requests under way.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  disableChannel,
  markDelivered,
  markFailed,
  retryAfterMs,
  type TakenNotice,
  takeNotice,
} from '#lib/db/alert/take-notice.ts';
import type { Pool } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import type { SecretBox } from '#lib/secrets.ts';
import { openChannel } from './channel-secrets.ts';
import type { Posted } from './guarded-post.ts';
import { sendNotice } from './send-notice.ts';

const lookEveryMs = 500;
const mostAtOnce = 40;
const mostPerChannel = 4;
export const timeoutMs = 10_000;
/** No receiver holds a notice back for longer by `Retry-After`: a day-old alert is noise. */
const longestWaitMs = 86_400_000;

/** A whole receiver is left alone by it for so long at most: others have other things to be told of. */
const longestHoldMs = 3_600_000;

/** What became of tries; a notice that is dead was tried for the last time. */
export type Tried = 'delivered' | 'failed' | 'dead';

export interface DeliverContext {
  pool: Pool;
  secrets: SecretBox;
  allowHosts: readonly string[];
  /** Told of every try. */
  onTried?: (result: Tried) => void;
  /** Told of a receiver that wants nothing for a while. */
  onHold?: (channelId: string, waitMs: number) => void;
}

/** Delivers until `signal` fires, then waits for what is under way. */
export async function deliverUntil(context: DeliverContext, signal: AbortSignal): Promise<void> {
  const underWay = new Map<object, { channelId: string; done: Promise<void> }>();
  /** Receivers that said when they want to hear again, with when that is. Another sender learns it by itself. */
  const held = new Map<string, number>();
  const holding: DeliverContext = {
    ...context,
    onHold: (channelId, waitMs) => held.set(channelId, performance.now() + Math.min(waitMs, longestHoldMs)),
  };
  while (!signal.aborted) {
    try {
      const counts = Map.groupBy(underWay.values(), ({ channelId }) => channelId);
      const busy = [...counts].filter(([, all]) => all.length >= mostPerChannel).map(([channelId]) => channelId);
      for (const [channelId, untilMs] of held) if (untilMs <= performance.now()) held.delete(channelId);
      const taken =
        underWay.size < mostAtOnce ? await takeNotice(context.pool, [...new Set([...busy, ...held.keys()])]) : null;
      if (taken) {
        const done = deliver(holding, taken).finally(() => underWay.delete(taken));
        underWay.set(taken, { channelId: taken.channelId, done });
        continue;
      }
    } catch (error) {
      log.warn({ err: error }, 'Notices could not be looked for; it is tried again.');
    }
    await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
  }
  await Promise.all([...underWay.values()].map(({ done }) => done));
}

/** One try. Never throws: what went wrong is written to the notice, and tried again. */
export async function deliver(context: DeliverContext, notice: TakenNotice): Promise<void> {
  const { pool, onTried } = context;
  const isLast = notice.tries > retryAfterMs.length;
  const fail = async (error: string, status: number | null = null, wishMs = 0, isDead = isLast): Promise<void> => {
    onTried?.(isDead ? 'dead' : 'failed');
    const waitMs = Math.min(longestWaitMs, Math.max(waitAfter(notice.tries), wishMs));
    await markFailed(pool, notice.id, notice.tries, { status, error, waitMs, isDead });
  };
  try {
    const secrets = openChannel(context.secrets, { ...notice, id: notice.channelId });
    const answer = await sendNotice(notice, secrets, context.allowHosts, timeoutMs);
    if (answer.status >= 200 && answer.status < 300) {
      onTried?.('delivered');
      return await markDelivered(pool, notice.id, answer.status);
    }
    if (answer.status === 410) {
      onTried?.('dead');
      return await disableChannel(pool, notice.channelId, 'the receiver answered 410: it is gone');
    }
    // RFC 6585, 4: too many requests are too many of ours, not of this notice alone.
    if (answer.status === 429 && answer.retryAfterMs) context.onHold?.(notice.channelId, answer.retryAfterMs);
    await fail(refusal(answer), answer.status, answer.retryAfterMs ?? 0);
  } catch (error) {
    const isRefused = error instanceof AppError && error.code === 'invalid_input';
    await fail(reasonOf(error), null, 0, isLast || isRefused).catch(() => {});
  }
}

/** With jitter, so that receivers that come back are not run over. */
const waitAfter = (tries: number): number =>
  (retryAfterMs[Math.min(tries, retryAfterMs.length) - 1] ?? 0) * (0.8 + Math.random() * 0.4);

const refusal = ({ status, about }: Posted): string =>
  status >= 300 && status < 400 ? `answered ${status}; redirects are not followed` : `answered ${status}: ${about}`;

/** The cause where there is one: "fetch failed" helps nobody. Addresses of chat webhooks are secrets and not in it. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  return cause.message || cause.name;
}
