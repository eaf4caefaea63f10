// Sends jobs as OTLP/JSON under deterministic names and writes down what was acknowledged: the ledger that the oracle compares with.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, Ledger } from './ledger.ts';

const hex = (text: string, characters: number) => createHash('sha256').update(text).digest('hex').slice(0, characters);

/** One span for each job: a finished attempt with our `job.*` attributes. `at`: its end in ms since the epoch. */
export function requestOf(run: string, jobIds: readonly string[], at: number): string {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const spans = jobIds.map((id, index) => ({
    traceId: hex(`${run}/trace/${id}`, 32),
    spanId: hex(`${run}/span/${id}`, 16),
    name: 'process ledger',
    kind: 5,
    startTimeUnixNano: String((BigInt(at) - 50n + BigInt(index % 7)) * 1_000_000n),
    endTimeUnixNano: String(BigInt(at) * 1_000_000n),
    attributes: [
      attribute('job.system', 'ledger'),
      attribute('job.queue', run),
      attribute('job.name', 'entry'),
      attribute('job.id', id),
      attribute('job.outcome', 'succeeded'),
    ],
    status: {},
  }));
  const resource = {
    attributes: [attribute('service.name', 'ledger'), attribute('deployment.environment.name', 'faults')],
  };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'ledger' }, spans }] }] });
}

/** One try. A refused, broken or silent connection is an unknown outcome, as for any exporter. `key`: an ingest key. */
export async function ask(otlpUrl: string, body: string, { key = '', limitMs = 10_000 } = {}): Promise<Answer> {
  const beganAt = performance.now();
  const answer = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body,
    signal: AbortSignal.timeout(limitMs),
  }).catch(() => null);
  // an answer that breaks off has said its status all the same
  const text = (await answer?.text().catch(() => '')) ?? '';
  return {
    status: answer?.status ?? 0,
    hasRetryAfter: answer?.headers.has('retry-after') ?? false,
    rejected: Number(/"rejectedSpans":"?(\d+)/.exec(text)?.[1] ?? 0),
    ms: performance.now() - beganAt,
  };
}

/** One try; true when it was acknowledged. */
export const send = async (otlpUrl: string, body: string): Promise<boolean> =>
  (await ask(otlpUrl, body)).status === 200;

export interface Load {
  /** Spans of a request. */
  size: number;
  /** Loops that send at the same time, each waiting for its answer. */
  senders: number;
  /** Batches in all; default: until `signal` aborts. */
  count?: number;
  /** Number of the first batch, in the names of its jobs; default 0. */
  first?: number;
  /** No new batch is begun once aborted; those begun are still tried until they are acknowledged. */
  signal?: AbortSignal;
  /** Requests begun in a second by all senders together, at most. */
  perSecond?: number;
  /** Tries of one batch before it is given up. */
  tries?: number;
  pauseMs?: number;
  key?: string;
  /** Blanks after each body: bytes that cost their sender nothing. */
  padBytes?: number;
  /** What is noted while the load runs. */
  ledger?: Ledger;
}

/** Sends batch after batch, each until it is acknowledged (at most 200 tries). `otlpUrl` may choose a door for each try. */
export async function sendLedger(
  otlpUrl: string | ((attempt: number) => string),
  run: string,
  load: Load,
): Promise<Ledger> {
  const ledger = load.ledger ?? new Ledger();
  const {
    size,
    senders,
    count = Number.POSITIVE_INFINITY,
    signal,
    tries = 200,
    pauseMs = 50,
    first = 0,
    key,
    padBytes = 0,
  } = load;
  const urlOf = typeof otlpUrl === 'string' ? () => otlpUrl : otlpUrl;
  const beganAt = performance.now();
  let next = 0;
  const loop = async () => {
    while (next < count && !signal?.aborted) {
      const batch = next++;
      const early = load.perSecond ? (batch / load.perSecond) * 1_000 - (performance.now() - beganAt) : 0;
      if (early > 0) await sleep(early);
      const ids = Array.from({ length: size }, (_, index) => `${first + batch}-${index}`);
      const body = requestOf(run, ids, Date.now()) + ' '.repeat(padBytes);
      for (let attempt = 0; attempt < tries; attempt++) {
        const answer = await ask(urlOf(attempt + batch), body, { key: key ?? '' });
        ledger.note(ids, answer);
        if (answer.status === 200) break;
        await sleep(pauseMs);
      }
    }
  };
  await Promise.all(Array.from({ length: senders }, loop));
  return ledger;
}

/** A load that runs until `stop`, which resolves when what was begun is acknowledged (or given up). */
export function startLoad(
  otlpUrl: string | ((attempt: number) => string),
  run: string,
  load: Omit<Load, 'signal' | 'ledger'>,
): { ledger: Ledger; stop(): Promise<Ledger> } {
  const ledger = new Ledger();
  const ending = new AbortController();
  const sending = sendLedger(otlpUrl, run, { ...load, signal: ending.signal, ledger });
  return {
    ledger,
    stop() {
      ending.abort();
      return sending;
    },
  };
}

/** The ms until the next acknowledgement of a request that is answered after now; at most `limitMs`. */
export async function untilAcked(ledger: Ledger, limitMs = 60_000): Promise<number> {
  const beganAt = performance.now();
  const before = ledger.codes.get(200) ?? 0;
  while ((ledger.codes.get(200) ?? 0) === before && performance.now() - beganAt < limitMs) await sleep(10);
  return Math.round(performance.now() - beganAt);
}
