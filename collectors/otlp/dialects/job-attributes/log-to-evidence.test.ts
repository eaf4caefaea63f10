import { expect, it } from 'vitest';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { LogRow } from '#lib/ingest/span-row.ts';
import { spanRow } from '../../testing-span.ts';
import { spansToEvidence } from '../index.ts';
import { logsToEvidence } from './log-to-evidence.ts';

const now = 1_700_000_100_000_000;
const job = {
  'job.name': 'invoice',
  'job.queue': 'billing',
  'job.id': '17',
  'job.system': 'pg-boss',
  'job.attempt': 1,
};
const span = spanRow({ attributes: job }, { 'service.instance.id': 'host-7' });

function record(over: Partial<LogRow> = {}): LogRow {
  const { traceId, spanId, startedAt, scope, resource } = span;
  const attributes = { ...job, 'event.name': 'job.started', 'correlation.id': 'order-7' };
  return { at: startedAt, traceId, spanId, severity: 5, body: '', attributes, cut: null, scope, resource, ...over };
}

it('shows a run that runs before its span has ended', () => {
  expect(logsToEvidence([record()], now)).toMatchObject([
    {
      id: '2222222222222222:started',
      kind: 'started',
      system: 'pg-boss',
      queue: 'billing',
      names: { jobId: '17' },
      attempt: 1,
      worker: 'host-7',
      facts: { job: 'invoice', correlation: { id: 'order-7', rank: 1 } },
    },
  ]);
});

it('is one attempt with the span that follows, in any order', () => {
  const both = [...logsToEvidence([record()], now), ...spansToEvidence([span], now)];
  for (const items of [both, both.toReversed()]) {
    const { state, attempts } = deriveRun(items);
    expect(state).toBe('succeeded');
    expect(attempts).toHaveLength(1);
    expect(attempts[0]).toMatchObject({ number: 1, state: 'succeeded' });
  }
});

it('names a counted BullMQ job by the trace in which its id was given', () => {
  const attributes = { 'event.name': 'job.started', 'job.system': 'bullmq', 'job.queue': 'mail', 'job.id': '42' };
  expect(logsToEvidence([record({ attributes })], now)[0]?.names).toEqual({
    jobId: '42',
    givenIn: { traceId: span.traceId },
  });
});

it.each([
  ['another record', record({ attributes: job })],
  ['one without a span', record({ spanId: null })],
  ['one that names no job', record({ attributes: { 'event.name': 'job.started', 'job.queue': 'billing' } })],
])('says nothing of %s', (_, log) => {
  expect(logsToEvidence([log], now)).toEqual([]);
});
