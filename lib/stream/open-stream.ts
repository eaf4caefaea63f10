// Server-sent events: changes as they are committed, a comment every 15 s so that proxies and browsers keep the line.
import type { Caller } from '#lib/auth/authorise.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type { StreamEvent } from '#lib/contracts/stream-event.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { apiHeaders } from '#lib/http/security-headers.ts';
import { onChange } from './changes.ts';
import { type Audience, heardBy } from './read-change.ts';
import { takeStream } from './stream-share.ts';

const heartbeatMs = 15_000;
/** A reader that lets this many bytes wait is dropped; it comes back by itself. */
const maxWaitingBytes = 256 * 1024;

async function audienceOf(caller: Caller, query: FilterQuery): Promise<Audience> {
  const environments = caller.environment ? [caller.environment] : query.environment;
  const isLaned = query.queue !== undefined || query.system !== undefined;
  const lanes = isLaned ? await resolveFilter(caller.pool, query, caller.environment) : null;
  return {
    environments: environments ? new Set(environments) : null,
    queueIds: lanes ? new Set(lanes.queueIds.map(String)) : null,
  };
}

/**
 * An endless response for this caller; ends with `signal`, when the reader does not keep up, or within 15 s after `isStillGood` says no: a
 * session or token that is over hears nothing more. Throws AppError('too_busy') for a caller who holds too many.
 */
export async function openStream(
  caller: Caller,
  query: FilterQuery,
  signal: AbortSignal,
  isStillGood: () => Promise<boolean>,
): Promise<Response> {
  const audience = await audienceOf(caller, query);
  const giveBack = takeStream(caller.principal.actor);
  const encoder = new TextEncoder();
  let stop = (): void => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string): void => {
          if ((controller.desiredSize ?? 0) < 0) {
            stop();
            return;
          }
          controller.enqueue(encoder.encode(text));
        };
        const hear = (event: StreamEvent): void => {
          const heard = heardBy(event, audience);
          if (heard) send(`event: ${heard.kind}\ndata: ${JSON.stringify(heard)}\n\n`);
        };
        const forget = onChange(hear);
        const beat = setInterval(async () => {
          if (await isStillGood()) send(': still here\n\n');
          else stop();
        }, heartbeatMs);
        let isStopped = false;
        stop = () => {
          if (isStopped) return;
          isStopped = true;
          clearInterval(beat);
          forget();
          giveBack();
          signal.removeEventListener('abort', stop);
          try {
            controller.close();
          } catch {
            // the reader cancelled first
          }
        };
        signal.addEventListener('abort', stop, { once: true });
        send('retry: 2000\n: connected\n\n');
        if (signal.aborted) stop();
      },
      cancel: () => stop(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: maxWaitingBytes }),
  );
  const headers = { ...apiHeaders, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' };
  return new Response(body, { headers: { ...headers, 'cache-control': 'no-store, no-transform' } });
}
