// F15: what is known of a job arrives in any order, some of it twice, hours after it happened: each of 200 jobs in an order of its own. All end
// in the same state.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { askApi, type Product } from '../product/start-product.ts';
import type { Fault } from './fault.ts';
import { Ledger } from './ledger.ts';
import { ask } from './ledger-sender.ts';
import { counted } from './oracle.ts';

const jobs = 200;
const hour = 3_600_000;
const hex = (text: string, characters: number) => createHash('sha256').update(text).digest('hex').slice(0, characters);

interface Piece {
  name: string;
  /** OTLP number of the kind: 1 internal, 4 producer, 5 consumer. */
  kind: number;
  parent?: string;
  /** ms after the job was made. */
  from: number;
  to: number;
  attributes: Record<string, string | number>;
  error?: string;
}

/** One story of a job: made, failed, put back, succeeded at last; and what it did on the way. */
const pieces: readonly Piece[] = [
  { name: 'made', kind: 4, from: 0, to: 5, attributes: { 'job.max_attempts': 5 } },
  {
    name: 'first',
    kind: 5,
    parent: 'made',
    from: 1_000,
    to: 1_400,
    attributes: { 'job.attempt': 1, 'job.outcome': 'failed', 'job.max_attempts': 5 },
    error: 'no route to host',
  },
  {
    name: 'second',
    kind: 5,
    parent: 'made',
    from: 60_000,
    to: 60_700,
    attributes: { 'job.attempt': 2, 'job.outcome': 'failed', 'job.max_attempts': 5 },
    error: 'timeout',
  },
  {
    name: 'third',
    kind: 5,
    parent: 'made',
    from: 2 * hour,
    to: 2 * hour + 900,
    attributes: { 'job.attempt': 3, 'job.outcome': 'succeeded', 'job.max_attempts': 5 },
  },
  { name: 'query', kind: 1, parent: 'third', from: 2 * hour + 100, to: 2 * hour + 300, attributes: {} },
];

function requestFor(run: string, job: number, piece: Piece, madeAt: number): string {
  const nanos = (ms: number) => String(BigInt(madeAt + ms) * 1_000_000n);
  const attributes: Record<string, string | number> =
    piece.kind === 1
      ? {}
      : { 'job.system': 'ledger', 'job.queue': run, 'job.name': 'entry', 'job.id': `job-${job}`, ...piece.attributes };
  const anyValue = (value: string | number) =>
    typeof value === 'number' ? { intValue: String(value) } : { stringValue: value };
  const span = {
    traceId: hex(`${run}/${job}`, 32),
    spanId: hex(`${run}/${job}/${piece.name}`, 16),
    ...(piece.parent ? { parentSpanId: hex(`${run}/${job}/${piece.parent}`, 16) } : {}),
    name: piece.name,
    kind: piece.kind,
    startTimeUnixNano: nanos(piece.from),
    endTimeUnixNano: nanos(piece.to),
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) })),
    status: piece.error ? { code: 2, message: piece.error } : {},
  };
  const resource = { attributes: [{ key: 'deployment.environment.name', value: { stringValue: 'faults' } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j] as T, all[i] as T];
  }
  return all;
}

interface Detail {
  [field: string]: unknown;
  attempts: Record<string, unknown>[];
  spans: { name: string; durationMs: number }[];
}

/** What a run says of itself, without the names that are its own. */
function stateOf(detail: Detail): string {
  const kept = [
    'state',
    'maxAttempts',
    'enqueuedAt',
    'startedAt',
    'finishedAt',
    'waitMs',
    'durationMs',
    'totalMs',
    'error',
    'fidelity',
  ];
  const attempts = detail.attempts.map(({ number, state, willRetry, startedAt, finishedAt, durationMs, error }) => ({
    number,
    state,
    willRetry,
    startedAt,
    finishedAt,
    durationMs,
    error,
  }));
  const spans = detail.spans.map(({ name, durationMs }) => `${name} ${durationMs}`).sort();
  return JSON.stringify({ ...Object.fromEntries(kept.map((field) => [field, detail[field]])), attempts, spans });
}

async function runIds(product: Product, run: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await askApi<{ items: { id: string }[]; nextCursor: string | null }>(
      product,
      `/runs?environment=faults&queue=${run}&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    ids.push(...page.items.map(({ id }) => id));
    if (!page.nextCursor) return ids;
    cursor = page.nextCursor;
  }
}

export const anyOrder: Fault = {
  id: 'F15',
  what: 'a job told in 200 orders, partly twice, hours late',
  async run(rig, random) {
    const run = 'f15';
    const madeAt = Date.now() - 3 * hour;
    const ledger = new Ledger();
    const orders = Array.from({ length: jobs }, () => {
      const order = shuffled(pieces, random);
      // a third of them is told one thing again at the end
      return random() < 0.33 ? [...order, order[Math.floor(random() * order.length)] as Piece] : order;
    });
    for (let step = 0; step <= pieces.length; step++) {
      for (let from = 0; from < jobs; from += 20) {
        const sending = orders.slice(from, from + 20).flatMap((order, i) => {
          const piece = order[step];
          return piece ? [ask(rig.otlpUrl, requestFor(run, from + i, piece, madeAt))] : [];
        });
        for (const answer of await Promise.all(sending)) ledger.note([], answer);
      }
      // so that the steps are derived one after the other, not as one set
      await sleep(700);
    }
    let states = new Map<string, number>();
    let runs = 0;
    for (let tries = 0; tries < 20; tries++) {
      const ids = await runIds(rig, run);
      runs = ids.length;
      states = new Map();
      for (const id of ids) {
        const state = stateOf(await askApi<Detail>(rig, `/runs/${id}`));
        states.set(state, (states.get(state) ?? 0) + 1);
      }
      if (states.size === 1 && runs === jobs) break;
      await sleep(1_000);
    }
    const [common] = [...states].sort((a, b) => b[1] - a[1]);
    const end = JSON.parse(common?.[0] ?? '{"attempts":[]}') as Detail;
    const succeeded = await counted(rig, run);
    if (states.size > 1) for (const [state, count] of states) console.error(count, state);
    return {
      orders: jobs,
      runs,
      endStates: states.size,
      state: String(end.state),
      attempts: end.attempts.length,
      counterOff: succeeded - jobs,
      codes: ledger.codesText,
      pass:
        states.size === 1 &&
        runs === jobs &&
        end.state === 'succeeded' &&
        end.attempts.length === 3 &&
        succeeded === jobs &&
        [...ledger.codes.keys()].every((code) => code === 200),
    };
  },
};
