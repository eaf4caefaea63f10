// Episodes to be told of: a rule, a channel that goes to a sink, jobs that die, and the verdict on what reached the sink.
import { setTimeout as sleep } from 'node:timers/promises';
import { type AlertSink, startSink } from './alert-sink.ts';
import { post, protobufType } from './door-client.ts';
import { anyInt, exportRequest, idOf, jobPairs, pair, spanMessage } from './otlp-protobuf.ts';
import type { Rig } from './rig.ts';

export const evaluateEveryMs = 15_000;

/** POSTs to the API as an admin; throws when it is refused. */
export async function create<T>(rig: Rig, resource: string, body: object, method = 'POST'): Promise<T> {
  const response = await fetch(`${rig.url}/api/v1${resource}`, {
    method,
    headers: { authorization: `Bearer ${rig.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${resource}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** A sink with a channel that leads to it. */
export async function openChannel(rig: Rig, name = 'sink'): Promise<{ sink: AlertSink; channelId: string }> {
  const sink = await startSink();
  rig.onStop(() => sink.close());
  const made = await create<{ id: string; signingSecret: string }>(rig, '/alerts/channels', {
    name,
    kind: 'webhook',
    config: { url: sink.url },
  });
  sink.secret = made.signingSecret;
  return { sink, channelId: made.id };
}

/** A rule that fires for each queue in which a job dies, evaluated every 15 s. The built-in rules tell nobody. */
export function makeDeathRule(rig: Rig, channels: readonly string[], change: object = {}): Promise<{ id: string }> {
  return create(rig, '/alerts/rules', { name: 'deaths', kind: 'deadLetter', evaluateEveryMs, channels, ...change });
}

/** One dead job in each of `queues`; sent again until it is acknowledged. */
export async function kill(rig: Pick<Rig, 'otlpUrl'>, queues: readonly string[]): Promise<void> {
  const spans = queues.map((queue) =>
    spanMessage({
      traceId: idOf(`trace ${queue}`, 16),
      spanId: idOf(`span ${queue}`, 8),
      attributes: [
        ...jobPairs({ queue, jobId: 'one', outcome: 'failed' }),
        pair('job.attempt', anyInt(1)),
        pair('job.max_attempts', anyInt(1)),
      ],
    }),
  );
  const request = exportRequest(spans);
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(200)) {
    if ((await post(`${rig.otlpUrl}/v1/traces`, protobufType, request)).status === 200) return;
  }
  throw new Error('dead jobs were not taken in within 30 s');
}

export interface Told {
  episodes: number;
  /** Queues of which nothing was heard. */
  missing: number;
  /** Of one queue more than one notice, when those with the same id count once. */
  dupAfterDedup: number;
  /** Requests beyond the first of an id. */
  sentAgain: number;
  badSignatures: number;
}

/** What the sink knows of these queues; only what it answered with 2xx counts as told. */
export function tellOf(
  sink: AlertSink,
  queues: readonly string[],
  isTold = (status: number) => status >= 200 && status < 300,
): Told {
  const firing = sink.heard.filter(({ type, status }) => type === 'alert.firing' && isTold(status));
  const ids = new Map<string, Set<string>>();
  for (const { labels, id } of firing) {
    const queue = labels.queue ?? '';
    ids.set(queue, (ids.get(queue) ?? new Set()).add(id));
  }
  return {
    episodes: queues.length,
    missing: queues.filter((queue) => !ids.has(queue)).length,
    dupAfterDedup: [...ids.values()].reduce((sum, one) => sum + one.size - 1, 0),
    sentAgain: firing.length - new Set(firing.map(({ id, episodeId }) => `${id} ${episodeId}`)).size,
    badSignatures: sink.heard.filter(({ isSigned }) => !isSigned).length,
  };
}

/** Waits until every queue was told of, at most `limitMs`; what is missing then is missing. */
export async function awaitTold(sink: AlertSink, queues: readonly string[], limitMs = 120_000): Promise<Told> {
  for (const until = Date.now() + limitMs; Date.now() < until && tellOf(sink, queues).missing > 0; ) await sleep(200);
  return tellOf(sink, queues);
}

/** `count` new queue names. */
export const queueNames = (words: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${words}-${n}`);

/** Kills jobs in all `queues`, some at a time, every `pauseMs`, while `during` goes on; resolves when both are done. */
export async function killDuring(
  rig: Rig,
  queues: readonly string[],
  pauseMs: number,
  during: () => Promise<void>,
): Promise<void> {
  const killing = (async () => {
    const size = 5;
    for (let n = 0; n < queues.length; n += size) {
      await kill(rig, queues.slice(n, n + size));
      await sleep(pauseMs);
    }
  })();
  await Promise.all([killing, during()]);
}
