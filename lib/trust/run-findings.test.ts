import { describe, expect, it } from 'vitest';
import type { StoredRun } from '#lib/domain/contribution.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { type RunChange, RunFindings } from './run-findings.ts';

const runFindings = (changes: RunChange[]) => new RunFindings().of(changes);

const base: Evidence = {
  environment: 'qa',
  source: 'mailer',
  system: 'bullmq',
  queue: 'mail',
  names: { jobId: '1' },
  id: 'a',
  kind: 'attempt',
  at: 1_000_000,
  endAt: 2_000_000,
  atClock: 'worker',
  observedAt: 3_000_000,
  fidelity: 'reported',
  outcome: 'succeeded',
};
const named = { correlation: { id: 'req-7', rank: 2, via: 'baggage' } };
const byTrace = { correlation: { id: 'f'.repeat(32), rank: 6, via: 'trace' } };
const created = (at: number): Evidence => ({ ...base, id: 'c', kind: 'created', at });
const runOf = (...items: Evidence[]) => deriveRun(items);
const storedOf = (over: Partial<StoredRun>): StoredRun => ({
  queueId: 1,
  jobId: null,
  state: 3,
  enqueuedAt: null,
  startedAt: null,
  finishedAt: null,
  orderedAt: 0,
  waitUs: null,
  durationUs: null,
  totalUs: null,
  isLate: false,
  isRedirect: false,
  ...over,
});
const row = { id: 'run-1' };
const counted = (findings: ReturnType<typeof runFindings>) =>
  Object.fromEntries(findings.map((one) => [one.code, [one.count, one.of]]));

describe('runs that ended', () => {
  it('are told of when nothing names their correlation, or only their trace does, and nobody enqueued them', () => {
    for (const facts of [undefined, byTrace]) {
      const findings = runFindings([{ row, run: runOf({ ...base, facts }), before: null }]);
      expect(counted(findings)).toEqual({ 'no-correlation': [1, 1], 'no-enqueue': [1, 1] });
      expect(findings[0]).toMatchObject({ environment: 'qa', source: 'mailer', subject: 'bullmq', runId: 'run-1' });
    }
  });

  it('count among those that were looked at when all is well', () => {
    const run = runOf({ ...base, facts: named }, created(500_000));
    expect(counted(runFindings([{ row, run, before: null }]))).toEqual({
      'no-correlation': [0, 1],
      'no-enqueue': [0, 1],
    });
  });

  it('are taken back when a later witness names what was missing', () => {
    const run = runOf({ ...base, facts: named }, created(500_000));
    const before = { stored: storedOf({ finishedAt: 2_000_000 }), correlationId: 'f'.repeat(32) };
    expect(counted(runFindings([{ row, run, before }]))).toEqual({
      'no-correlation': [-1, null],
      'no-enqueue': [-1, null],
    });
  });

  it('are taken back from who was told of, although the later witness is another source', () => {
    const findings = new RunFindings();
    findings.of([{ row, run: runOf(base), before: null }]);
    const run = { ...runOf({ ...base, facts: named }, created(500_000)), source: 'orders-redis' };
    const before = { stored: storedOf({ finishedAt: 2_000_000 }), correlationId: null };
    expect(findings.of([{ row, run, before }]).map((one) => [one.source, one.count])).toEqual([
      ['mailer', -1],
      ['mailer', -1],
    ]);
  });

  it('are not told of twice', () => {
    const before = { stored: storedOf({ finishedAt: 2_000_000 }), correlationId: null };
    expect(runFindings([{ row, run: runOf(base), before }])).toEqual([]);
  });
});

it('says nothing of runs that are still under way', () => {
  expect(runFindings([{ row, run: runOf(created(1)), before: null }])).toEqual([]);
});

describe('a start before the enqueueing', () => {
  it('is told of with how far the clocks are apart, beyond what a coarse clock does', () => {
    const early = runFindings([{ row, run: runOf({ ...base, facts: named }, created(1_900_000)), before: null }]);
    expect(early.find((one) => one.code === 'start-before-enqueue')).toMatchObject({ count: 1, amount: 900 });
    const coarse = runFindings([{ row, run: runOf({ ...base, facts: named }, created(1_004_000)), before: null }]);
    expect(counted(coarse)['start-before-enqueue']).toBe(undefined);
  });
});
