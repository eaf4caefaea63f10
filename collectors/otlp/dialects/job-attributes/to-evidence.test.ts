import { describe, expect, it } from 'vitest';
import { spanKind } from '#lib/ingest/span-row.ts';
import { spanRow } from '../../testing-span.ts';
import { spansToEvidence } from '../index.ts';

const now = 1_700_000_100_000_000;
const job = { 'job.name': 'invoice', 'job.queue': 'billing', 'job.id': '17', 'job.system': 'pg-boss' };
const one = (...args: Parameters<typeof spanRow>) => {
  const [item, ...rest] = spansToEvidence([spanRow(...args)], now);
  expect(rest).toEqual([]);
  return item;
};

describe('job.* attributes', () => {
  it('make an attempt of any span, named as the backend names the job', () => {
    expect(
      one({ attributes: { ...job, 'job.attempt': 2, 'job.max_attempts': 3 } }, { 'service.version': '1.8.0' }),
    ).toMatchObject({
      id: '2222222222222222:attempt',
      kind: 'attempt',
      environment: 'production',
      source: 'svc',
      system: 'pg-boss',
      queue: 'billing',
      names: { jobId: '17' },
      at: 1_700_000_000_000_000,
      endAt: 1_700_000_000_005_000,
      attempt: 2,
      outcome: 'succeeded',
      isFinal: true,
      facts: { job: 'invoice', maxAttempts: 3, version: '1.8.0' },
    });
  });

  it('win over the library’s own instrumentation', () => {
    const attributes = {
      ...job,
      'bullmq.queue.operation': 'process',
      'bullmq.job.id': '99',
      'messaging.system': 'kafka',
    };
    expect(one({ attributes })).toMatchObject({ system: 'pg-boss', names: { jobId: '17' } });
  });

  it('take the outcome before the status, and the status where there is none', () => {
    const failed = { status: 2, statusMessage: 'no route' };
    expect(one({ attributes: job, ...failed })).toMatchObject({ outcome: 'failed', error: { message: 'no route' } });
    expect(one({ attributes: { ...job, 'job.outcome': 'released' }, ...failed })).toMatchObject({
      outcome: 'released',
    });
    expect(one({ attributes: { ...job, 'job.outcome': 'failed' } })).toMatchObject({ outcome: 'failed' });
  });

  it('call a failure final only where the numbers prove it', () => {
    const fail = (attributes: object) =>
      one({ attributes: { ...job, 'job.outcome': 'failed', ...attributes } })?.isFinal;
    expect(fail({ 'job.attempt': 3, 'job.max_attempts': 3 })).toBe(true);
    expect(fail({ 'job.attempt': 2, 'job.max_attempts': 3 })).toBe(false);
    expect(fail({ 'job.attempt': 2 })).toBeUndefined();
  });

  it('read the error from the exception event', () => {
    const attributes = {
      'exception.type': 'TypeError',
      'exception.message': 'x is not a function',
      'exception.stacktrace': 'at y',
    };
    const events = [{ at: 1, name: 'exception', attributes }];
    expect(one({ attributes: job, status: 2, events })?.error).toEqual({
      type: 'TypeError',
      message: 'x is not a function',
      stack: 'at y',
    });
  });

  it('make a creation of a producer span, unless sending failed', () => {
    const span = { attributes: { ...job, 'job.scheduled_at': '2023-11-14T22:15:00Z' }, kind: spanKind.producer };
    expect(one(span)).toMatchObject({
      kind: 'created',
      names: { jobId: '17', createdBy: { spanId: '2222222222222222' } },
      facts: { dueAt: 1_700_000_100_000_000 },
    });
    expect(spansToEvidence([spanRow({ ...span, status: 2 })], now)).toEqual([]);
  });

  it('name a run without id by its schedule’s slot, else by its producer, else by itself', () => {
    const { 'job.id': _, ...rest } = job;
    const slot = { ...rest, 'job.schedule.id': 'nightly', 'job.scheduled_at': 1_700_000_000_000 };
    expect(one({ attributes: slot })?.names).toEqual({ slot: { schedule: 'nightly', dueAt: 1_700_000_000_000_000 } });
    const link = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: {}, flags: 1 };
    expect(one({ attributes: rest, links: [link] })?.names).toEqual({
      createdBy: { traceId: link.traceId, spanId: link.spanId },
    });
    expect(one({ attributes: rest })?.names).toEqual({
      attemptSpan: { traceId: '1'.repeat(32), spanId: '2'.repeat(16) },
    });
  });

  it('name the parent job in the same system and queue', () => {
    expect(one({ attributes: { ...job, 'job.parent.id': '16' } })?.edges).toEqual([
      { kind: 'parent-job', to: { job: { system: 'pg-boss', queue: 'billing', jobId: '16' } } },
    ]);
  });
});
