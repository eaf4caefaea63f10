// Evidence as the real witnesses of one run state it, for tests: BullMQ's event log, bullmq-otel's spans, pg-boss by polling.
import type { Evidence, EvidenceKind } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';

/** 2026-01-01 00:00 UTC in microseconds: fixtures count from here. */
export const origin = 1_767_225_600_000_000;
export const ms = 1_000;
export const second = 1_000_000;

type Part = Partial<Evidence>;

/** One item; moments are given in microseconds after `origin`. */
export function item(kind: EvidenceKind, at: number, part: Part = {}): Evidence {
  const clock = part.atClock ?? 'backend';
  return normalizeEvidence({
    environment: 'test',
    source: clock === 'backend' ? 'redis' : 'shop',
    system: 'bullmq',
    queue: 'mail',
    names: { jobId: '17' },
    id: `${kind}:${at}:${clock}:${part.attempt ?? ''}`,
    kind,
    observedAt: origin + at + 100 * ms,
    atClock: clock,
    fidelity: 'reported',
    ...part,
    at: origin + at,
    ...(part.endAt === undefined ? {} : { endAt: origin + part.endAt }),
  });
}

export const spanOf = (number: number): { traceId: string; spanId: string } => ({
  traceId: 'a'.repeat(31) + (number % 16).toString(16),
  spanId: (number + 1).toString(16).padStart(16, 'b'),
});

/** bullmq-otel: the producer's span, by the web process's clock. */
export const producerSpan = (at: number, part: Part = {}): Evidence =>
  item('created', at, { atClock: 'worker', source: 'shop-web', spanRef: spanOf(0), facts: { job: 'send' }, ...part });

/** bullmq-otel: one attempt in one span, by the worker's clock. */
export const attemptSpan = (number: number | undefined, at: number, endAt: number, part: Part = {}): Evidence =>
  item('attempt', at, {
    atClock: 'worker',
    source: 'shop-worker',
    attempt: number,
    endAt,
    spanRef: spanOf(number ?? at),
    worker: 'w1',
    names: { jobId: '17', createdBy: spanOf(0) },
    facts: { job: 'send' },
    id: `${spanOf(number ?? at).spanId}:attempt`,
    ...part,
  });

const failure = {
  type: 'Error',
  message: 'smtp said 421',
  stack: 'Error: smtp said 421\n    at send (/app/src/mail.ts:4:9)',
};

/** BullMQ's event log of a run that fails twice and succeeds at its third attempt: only the terminal end is an event, failures are derived. */
export const bullmqLog: readonly Evidence[] = [
  item('created', 0, { facts: { job: 'send', maxAttempts: 3, correlation: { id: 'order-1', rank: 1, via: 'data' } } }),
  item('queued', 1),
  item('started', 20 * ms, { attempt: 1 }),
  item('ended', 70 * ms, { attempt: 1, outcome: 'failed', isFinal: false, fidelity: 'derived', error: failure }),
  item('retry-planned', 70 * ms + 1, { attempt: 1, facts: { dueAt: origin + 170 * ms } }),
  item('queued', 171 * ms),
  item('started', 175 * ms, { attempt: 2 }),
  item('ended', 225 * ms, { attempt: 2, outcome: 'failed', isFinal: false, fidelity: 'derived', error: failure }),
  item('retry-planned', 225 * ms + 1, { attempt: 2, facts: { dueAt: origin + 425 * ms } }),
  item('queued', 426 * ms),
  item('started', 430 * ms, { attempt: 3, worker: 'w1' }),
  item('ended', 480 * ms, { attempt: 3, outcome: 'succeeded', isFinal: true }),
];

/** The same run by bullmq-otel, with clocks that are 3 ms ahead. */
export const bullmqSpans: readonly Evidence[] = [
  producerSpan(3 * ms),
  attemptSpan(1, 24 * ms, 72 * ms, {
    outcome: 'failed',
    isFinal: false,
    error: { type: null, message: failure.message },
  }),
  attemptSpan(2, 179 * ms, 227 * ms, { outcome: 'failed', isFinal: false }),
  attemptSpan(3, 434 * ms, 482 * ms, { outcome: 'succeeded', isFinal: true }),
];

/** pg-boss by polling: what one row showed at three polls. */
export const pgBossPolls: readonly Evidence[] = [
  item('created', 0, { system: 'pg-boss', source: 'pg', facts: { job: 'send', maxAttempts: 2 } }),
  item('started', 900 * ms, { system: 'pg-boss', source: 'pg', attempt: 1 }),
  item('ended', 1500 * ms, {
    system: 'pg-boss',
    source: 'pg',
    attempt: 1,
    outcome: 'failed',
    isFinal: false,
    fidelity: 'derived',
    error: failure,
  }),
  item('started', 2500 * ms, { system: 'pg-boss', source: 'pg', attempt: 2 }),
  item('ended', 3200 * ms, { system: 'pg-boss', source: 'pg', attempt: 2, outcome: 'succeeded' }),
];
