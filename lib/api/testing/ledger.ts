// Jobs with known lives, and what follows from them by plain counting: what every figure is compared with (tests only).
import type { Evidence } from '#lib/domain/evidence.ts';
import { email, evidence, type Lane, payments } from './fixture.ts';

/** Moments in ms since the epoch. */
export interface LedgerAttempt {
  startedAt: number;
  finishedAt: number;
  isOk: boolean;
}
export interface LedgerJob {
  lane: Lane;
  id: string;
  job: string;
  enqueuedAt: number;
  attempts: LedgerAttempt[];
  isDead: boolean;
  correlationId: string;
  version: string;
}

/** A repeatable stream of numbers in [0, 1): mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` orders over `spanMs` from `fromMs`: each is charged, and what could be charged gets a mail. */
export function makeLedger(fromMs: number, spanMs: number, count: number): LedgerJob[] {
  const random = randomFrom(7);
  const between = (low: number, high: number) => Math.round(low * (high / low) ** random());
  const one = (lane: Lane, id: string, job: string, enqueuedAt: number, order: string): LedgerJob => {
    const attempts: LedgerAttempt[] = [];
    const failures = random() < 0.75 ? 0 : Math.ceil(random() * 3);
    let at = enqueuedAt + between(2, 4_000);
    for (let number = 0; number <= Math.min(failures, 2); number++) {
      const isOk = number === failures;
      const finishedAt = at + between(5, 20_000);
      attempts.push({ startedAt: at, finishedAt, isOk });
      at = finishedAt + between(500, 6_000);
    }
    const isDead = failures > 2;
    const version = enqueuedAt < fromMs + spanMs / 2 ? '1.0.0' : '1.1.0';
    return { lane, id, job, enqueuedAt, attempts, isDead, correlationId: order, version };
  };
  return Array.from({ length: count }, (_, place) => {
    const order = `order-${place}`;
    const charge = one(
      payments,
      `c${place}`,
      place % 3 === 0 ? 'refund' : 'charge',
      fromMs + between(1, spanMs),
      order,
    );
    const end = charge.attempts.at(-1)?.finishedAt ?? 0;
    return charge.isDead ? [charge] : [charge, one(email, `m${place}`, 'send-receipt', end + between(1, 900), order)];
  }).flat();
}

/** What a poller would tell of them. */
export function evidenceOf(jobs: readonly LedgerJob[]): Evidence[] {
  return jobs.flatMap((job) => {
    const us = (ms: number) => ms * 1000;
    const names = { jobId: job.id, bornAt: us(job.enqueuedAt) };
    const correlation = { id: job.correlationId, rank: 1, via: 'attribute' };
    const facts = { job: job.job, maxAttempts: 3, correlation, version: job.version };
    const say = (id: string, item: Pick<Evidence, 'kind' | 'at'> & Partial<Evidence>) =>
      evidence(job.lane, { id: `${job.id}:${id}`, names, ...item });
    const last = job.attempts.length - 1;
    return [
      say('c', { kind: 'created', at: us(job.enqueuedAt), facts }),
      ...job.attempts.flatMap(({ startedAt, finishedAt, isOk }, place) => {
        const attempt = place + 1;
        const ended: Pick<Evidence, 'kind' | 'at'> & Partial<Evidence> = {
          kind: 'ended',
          at: us(finishedAt),
          attempt,
          outcome: isOk ? 'succeeded' : 'failed',
          isFinal: place === last,
          worker: 'w-1',
        };
        if (!isOk) ended.error = { type: 'Error', message: 'gateway timed out' };
        return [
          say(`s${place}`, { kind: 'started', at: us(startedAt), attempt, worker: 'w-1', facts }),
          say(`e${place}`, ended),
        ];
      }),
      ...(job.isDead ? [say('d', { kind: 'died', at: us(job.attempts[last]?.finishedAt ?? 0) })] : []),
    ];
  });
}

/** Nearest rank of exact values; null when there are none. */
export function nearestRank(values: readonly number[], p: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? null;
}
