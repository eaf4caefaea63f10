// A small world of real rows: evidence and spans through ingest and the deriver, as the doors and pollers would send them (tests only).

import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { type SpanRow, spanKind } from '#lib/ingest/span-row.ts';

export const trace = 'a1'.repeat(16);
export const spanOf = {
  request: 'b1'.repeat(8),
  send: 'b2'.repeat(8),
  charge: 'b3'.repeat(8),
  receipt: 'b4'.repeat(8),
};

export interface Lane {
  environment?: string;
  source: string;
  system: string;
  queue: string;
}

/** Evidence of a lane with what the tests do not care about filled in. */
export function evidence(
  lane: Lane,
  item: Pick<Evidence, 'id' | 'kind' | 'at' | 'names'> & Partial<Evidence>,
): Evidence {
  return { environment: 'demo', atClock: 'backend', observedAt: item.at, fidelity: 'reported', ...lane, ...item };
}

/** A whole life of a job: created, started after `waitMs`, ended after `ranMs`. `at`: its creation in microseconds. */
export function life(
  lane: Lane,
  job: {
    id: string;
    at: number;
    waitMs: number;
    ranMs: number;
    outcome: 'succeeded' | 'failed';
    job?: string;
    error?: string;
    extra?: Partial<Evidence>;
  },
): Evidence[] {
  const names = { jobId: job.id, bornAt: job.at };
  const start = job.at + job.waitMs * 1000;
  const end = start + job.ranMs * 1000;
  const error = job.error === undefined ? undefined : { type: 'Error', message: job.error };
  const isFailed = job.outcome === 'failed';
  const all = [
    evidence(lane, {
      id: `${job.id}:c`,
      kind: 'created',
      at: job.at,
      names,
      facts: { job: job.job ?? 'work' },
      ...job.extra,
    }),
    evidence(lane, { id: `${job.id}:s`, kind: 'started', at: start, names, attempt: 1, worker: 'w-1' }),
    evidence(lane, {
      id: `${job.id}:e`,
      kind: 'ended',
      at: end,
      names,
      attempt: 1,
      outcome: job.outcome,
      isFinal: true,
      error,
      worker: 'w-1',
    }),
  ];
  return isFailed ? [...all, evidence(lane, { id: `${job.id}:d`, kind: 'died', at: end, names })] : all;
}

function span(
  spanId: string,
  parentSpanId: string | null,
  name: string,
  service: string,
  kind: number,
  at: number,
  ms: number,
): SpanRow {
  return {
    traceId: trace,
    spanId,
    parentSpanId,
    name,
    kind,
    startedAt: at,
    durationUs: ms * 1000,
    status: 1,
    statusMessage: '',
    attributes: { 'correlation.id': 'req-7', 'step.name': name, 'step.ms': ms },
    events: [],
    links: [],
    flags: 1,
    traceState: '',
    dropped: [0, 0, 0],
    cut: null,
    flaws: [],
    scope: { name: 'test', version: '1' },
    resource: { attributes: { 'service.name': service }, service, environment: 'demo' },
  };
}

export const payments: Lane = { source: 'shop-db', system: 'pg-boss', queue: 'payments' };
export const email: Lane = { source: 'shop-redis', system: 'bullmq', queue: 'email' };

/**
 * `nowMs` − 60 s: a request to the shop enqueues a charge (pg-boss); the charge enqueues a receipt (BullMQ); both carry req-7.
 * Besides: 30 fine reports of 100 … 3,000 ms, two dead e-mails, and one run of another environment.
 */
export async function fillWorld(pool: Pool, nowMs: number): Promise<void> {
  await prepareDatabase(pool, nowMs * 1000);
  const t = (nowMs - 60_000) * 1000;
  const correlation = { id: 'req-7', rank: 1, via: 'attribute' };
  const charge = life(payments, {
    id: '1',
    at: t + 20_000,
    waitMs: 100,
    ranMs: 300,
    outcome: 'succeeded',
    job: 'charge',
    extra: {
      names: { jobId: '1', bornAt: t + 20_000, createdBy: { traceId: trace, spanId: spanOf.send } },
      facts: { job: 'charge', correlation },
    },
  });
  const receipt = life(email, {
    id: '1',
    at: t + 500_000,
    waitMs: 200,
    ranMs: 500,
    outcome: 'succeeded',
    job: 'send-receipt',
    extra: {
      names: { jobId: '1', bornAt: t + 500_000, createdBy: { traceId: trace, spanId: spanOf.charge } },
      facts: { job: 'send-receipt', correlation },
    },
  });
  const tell = (items: Evidence[], spanId: string): Evidence[] =>
    items.map((item) =>
      item.kind === 'started' || item.kind === 'ended' ? { ...item, spanRef: { traceId: trace, spanId } } : item,
    );
  const reports = Array.from({ length: 30 }, (_, i) =>
    life(
      { source: 'shop-db', system: 'pg-boss', queue: 'reports' },
      {
        id: `r${i}`,
        at: t + i * 1000,
        waitMs: 10 * (i + 1),
        ranMs: 100 * (i + 1),
        outcome: 'succeeded',
        job: 'report',
      },
    ),
  ).flat();
  const dead = ['d1', 'd2'].flatMap((id) =>
    life(email, {
      id,
      at: t,
      waitMs: 50,
      ranMs: 70,
      outcome: 'failed',
      job: 'send-receipt',
      error: `mailbox ${id} is full`,
    }),
  );
  const other = life(
    { environment: 'staging', source: 'x', system: 'bullmq', queue: 'hidden' },
    {
      id: 'h',
      at: t,
      waitMs: 5,
      ranMs: 5,
      outcome: 'succeeded',
      extra: { facts: { job: 'work', correlation: { ...correlation, id: 'req-hidden' } } },
    },
  );
  await commitIngest(pool, {
    evidence: [...tell(charge, spanOf.charge), ...tell(receipt, spanOf.receipt), ...reports, ...dead, ...other],
    spans: [
      span(spanOf.request, null, 'POST /orders', 'shop', spanKind.server, t, 50),
      span(spanOf.send, spanOf.request, 'send payments', 'shop', spanKind.producer, t + 15_000, 5),
      span(spanOf.charge, spanOf.send, 'process payments', 'shop-worker', spanKind.consumer, t + 120_000, 300),
      span(spanOf.receipt, spanOf.charge, 'process email', 'shop-mailer', spanKind.consumer, t + 700_000, 500),
    ],
    samples: [
      {
        environment: 'demo',
        source: 'shop-redis',
        system: 'bullmq',
        sample: {
          queue: 'email',
          at: (nowMs - 5_000) * 1000,
          queued: 3,
          scheduled: 0,
          running: 1,
          retrying: null,
          blocked: null,
          dead: 2,
          oldestWaitingMs: 400,
          workers: 2,
          isPaused: false,
        },
      },
    ],
    gaps: [{ source: 'shop-redis', gap: { queue: 'email', from: t, to: t + 400_000, lost: null, cause: 'trimmed' } }],
  });
  await deriveAll(pool);
}
