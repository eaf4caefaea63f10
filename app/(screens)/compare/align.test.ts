import { expect, test } from 'vitest';
import type { AttemptView, RunDetail } from '#lib/contracts/run.ts';
import type { SpanView } from '#lib/contracts/span-view.ts';
import { alignRuns, verdictOf } from './align.ts';

const start = Date.parse('2026-11-24T14:00:00.000Z');
const at = (ms: number) => new Date(start + ms).toISOString();
const attempt = (number: number, from: number, to: number, spanId: string) =>
  ({
    number,
    state: 'succeeded',
    startedAt: at(from),
    finishedAt: at(to),
    durationMs: to - from,
    worker: 'w',
    error: null,
    traceId: 't',
    spanId,
  }) as AttemptView;
const span = (spanId: string, parentSpanId: string, name: string, from: number, ms: number, attributes = {}) =>
  ({
    traceId: 't',
    spanId,
    parentSpanId,
    name,
    service: 's',
    status: 'unset',
    statusMessage: null,
    startedAt: at(from),
    durationMs: ms,
    attributes,
  }) as SpanView;
const run = (id: string, attempts: AttemptView[], spans: SpanView[]) =>
  ({
    id,
    job: 'send-receipt',
    queue: 'email',
    system: 'bullmq',
    state: 'succeeded',
    enqueuedAt: at(0),
    dueAt: null,
    startedAt: at(100),
    finishedAt: at(1_000),
    waitMs: 100,
    attempts,
    attemptCount: attempts.length,
    edges: [],
    spans,
    error: null,
  }) as unknown as RunDetail;

const a = run(
  'a',
  [attempt(1, 100, 1_000, 'sa')],
  [span('qa', 'sa', 'query', 200, 100, { 'db.rows': 3, 'job.id': '1' }), span('pa', 'sa', 'post', 400, 100)],
);
const b = run(
  'b',
  [attempt(1, 100, 300, 'sb'), attempt(2, 700, 1_000, 'sc')],
  [span('qb', 'sb', 'query', 150, 140, { 'db.rows': 9, 'job.id': '2' }), span('qc', 'sb', 'query', 295, 2)],
);

test('steps are matched by their names from the run down, in the order of the first run', () => {
  const steps = alignRuns(a, b, start + 5_000);
  expect(steps.map((step) => [step.name, step.depth, verdictOf(step), step.changeMs])).toEqual([
    ['send-receipt', 0, 'same', 0],
    ['attempt 1', 1, 'faster', -700],
    ['query', 2, 'slower', 40],
    ['query', 2, 'added', null],
    ['backoff', 1, 'added', null],
    ['attempt 2', 1, 'added', null],
    ['post', 2, 'missing', null],
  ]);
  expect(steps[2]?.attributes).toEqual([{ name: 'db.rows', a: '3', b: '9' }]);
});

test('a run beside itself shows no difference', () => {
  expect(alignRuns(a, a, start).every((step) => verdictOf(step) === 'same' && step.attributes.length === 0)).toBe(true);
});
