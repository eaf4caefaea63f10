import { describe, expect, test } from 'vitest';
import type { AttemptView, RunSummary } from '#lib/contracts/run.ts';
import type { SpanView } from '#lib/contracts/span-view.ts';
import { visibleRows, waterfallOf } from './series.ts';
import type { Subject } from './subject.ts';

const start = Date.parse('2026-11-24T14:02:11.000Z');
const at = (ms: number) => new Date(start + ms).toISOString();
const later = start + 60_000;
const traceId = 'a'.repeat(32);

const run = (change: Partial<RunSummary> = {}): RunSummary => ({
  id: '018f0000-0000-7000-8000-000000000001',
  environment: 'demo',
  source: 'orders',
  system: 'bullmq',
  queue: 'email',
  queueId: '1',
  job: 'send-receipt',
  jobId: '42',
  state: 'succeeded',
  attempts: 2,
  failedAttempts: 1,
  maxAttempts: 5,
  enqueuedAt: at(0),
  dueAt: null,
  startedAt: at(130),
  finishedAt: at(6_100),
  waitMs: 130,
  durationMs: 560,
  totalMs: 6_100,
  worker: 'w-3',
  version: null,
  tenant: null,
  correlationId: 'req-7',
  traceId,
  scheduleId: null,
  schedule: null,
  parentRunId: null,
  error: null,
  fidelity: {} as RunSummary['fidelity'],
  isSkewed: false,
  isLate: false,
  ...change,
});
const attempt = (number: number, from: number, to: number | null, change: Partial<AttemptView> = {}): AttemptView => ({
  number,
  state: to === null ? 'running' : 'succeeded',
  willRetry: null,
  startedAt: at(from),
  finishedAt: to === null ? null : at(to),
  durationMs: to === null ? null : to - from,
  worker: 'w-1',
  error: null,
  traceId,
  spanId: null,
  fidelity: 'reported',
  ...change,
});
const span = (spanId: string, parentSpanId: string | null, from: number, durationMs: number): SpanView => ({
  traceId,
  spanId,
  parentSpanId,
  name: spanId,
  service: 'web',
  kind: 'internal',
  status: 'unset',
  statusMessage: null,
  startedAt: at(from),
  durationMs,
  attributes: {},
  events: [],
  links: [],
  cut: null,
  flaws: [],
});
const subject = (change: Partial<Subject> = {}): Subject => ({
  run: run(),
  attempts: [],
  attemptCount: 1,
  attemptSpanIds: [],
  creatorSpanIds: [],
  ...change,
});
const outline = (subjects: Subject[], spans: SpanView[]) =>
  waterfallOf(subjects, spans, later).rows.map((row) => `${'  '.repeat(row.depth)}${row.name}`);

describe('where the time of a run went', () => {
  const two = [attempt(1, 130, 540, { state: 'failed' }), attempt(2, 5_540, 6_100)];
  test('waiting, failure, backoff and work are told apart', () => {
    const { rows, fromMs, toMs } = waterfallOf([subject({ attempts: two })], [], later);
    expect(rows.map((row) => [row.name, row.bars.map((bar) => bar.kind)])).toEqual([
      ['send-receipt', ['frame', 'wait']],
      ['attempt 1', ['fail']],
      ['backoff', ['delay']],
      ['attempt 2', ['work']],
    ]);
    expect([fromMs, toMs]).toEqual([start, start + 6_100]);
    expect(rows[0]?.label).toBe('130 ms in queue');
    expect(rows[2]?.label).toBe('5 s until tried again');
  });
  test('a planned delay is no waiting', () => {
    const delayed = subject({ run: run({ dueAt: at(100), waitMs: 30 }), attempts: two });
    const bars = waterfallOf([delayed], [], later).rows[0]?.bars;
    expect(bars?.map((bar) => [bar.kind, bar.fromMs - start, bar.toMs - start])).toEqual([
      ['frame', 0, 6_100],
      ['delay', 0, 100],
      ['wait', 100, 130],
    ]);
  });
  test('a run that nobody has taken waits until now', () => {
    const waiting = subject({ run: run({ state: 'queued', startedAt: null, finishedAt: null, waitMs: null }) });
    const row = waterfallOf([waiting], [], later).rows[0];
    expect(row?.label).toBe('1 m in queue');
    expect(row?.endMs).toBe(later);
  });
  test('an attempt at work lasts until now', () => {
    const running = subject({ run: run({ state: 'running', finishedAt: null }), attempts: [attempt(1, 130, null)] });
    expect(waterfallOf([running], [], later).rows[1]?.label).toBe('running for 59.9 s');
  });
  test('a run of which no moment is known has no row', () => {
    const blank = subject({ run: run({ enqueuedAt: null, startedAt: null, finishedAt: null }) });
    expect(waterfallOf([blank], [], later).rows).toEqual([]);
  });
});

describe('the tree', () => {
  test('spans hang below their attempts, and the run beside the span that enqueued it', () => {
    const spans = [
      span('post', null, 0, 118),
      span('enqueue', 'post', 50, 4),
      span('attempt-span', 'enqueue', 130, 410),
      span('smtp', 'attempt-span', 140, 398),
    ];
    const attempts = [attempt(1, 130, 540, { spanId: 'attempt-span' })];
    const one = subject({ run: run({ enqueuedAt: at(52) }), attempts, creatorSpanIds: ['enqueue'] });
    expect(outline([one], spans)).toEqual(['post', '  enqueue', '  send-receipt', '    attempt 1', '      smtp']);
  });
  test('a span whose parent we do not have hangs below the attempt at work', () => {
    const attempts = [attempt(1, 130, 540), attempt(2, 600, 900)];
    expect(outline([subject({ attempts })], [span('late', 'gone', 700, 10)])).toEqual([
      'send-receipt',
      '  attempt 1',
      '  backoff',
      '  attempt 2',
      '    late',
    ]);
  });
  test('spans in a ring do not hang the page', () => {
    expect(outline([], [span('a', 'b', 0, 5), span('b', 'a', 1, 5)])).toHaveLength(2);
  });
  test('in a journey a run enqueued by another stands below what it did', () => {
    const first = subject({ attempts: null, attemptSpanIds: ['s1'] });
    const second = subject({
      run: run({ id: '018f0000-0000-7000-8000-000000000002', job: 'archive', enqueuedAt: at(142) }),
      attempts: null,
      creatorSpanIds: ['s2'],
    });
    expect(outline([first, second], [span('s1', null, 130, 50), span('s2', 's1', 140, 4)])).toEqual([
      'send-receipt',
      '  s1',
      '    s2',
      '    archive',
    ]);
  });
  test('folding a row hides what is below it and nothing else', () => {
    const { rows } = waterfallOf(
      [],
      [span('a', null, 0, 9), span('b', 'a', 1, 2), span('c', 'b', 1, 1), span('d', null, 20, 1)],
      later,
    );
    expect(visibleRows(rows, new Set(['a'])).map((row) => row.id)).toEqual(['a', 'd']);
    expect(visibleRows(rows, new Set(['b'])).map((row) => row.id)).toEqual(['a', 'b', 'd']);
  });
});
