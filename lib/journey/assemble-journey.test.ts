import { describe, expect, it } from 'vitest';
import type { RunSummary } from '#lib/contracts/run.ts';
import type { SpanView } from '#lib/contracts/span-view.ts';
import { type EdgeKind, edgeKinds } from '#lib/domain/evidence.ts';
import { assembleJourney } from './assemble-journey.ts';

const at = (ms: number): string => new Date(Date.parse('2026-11-24T12:00:00.000Z') + ms).toISOString();
const traceId = 'a'.repeat(32);

function run(id: string, queueId: string, startMs: number, endMs: number): RunSummary {
  return {
    id,
    queueId,
    queue: `q${queueId}`,
    system: `s${queueId}`,
    job: id,
    environment: 'demo',
    source: 'x',
    jobId: id,
    state: 'succeeded',
    attempts: 1,
    failedAttempts: 0,
    maxAttempts: null,
    enqueuedAt: at(startMs - 5),
    dueAt: null,
    startedAt: at(startMs),
    finishedAt: at(endMs),
    waitMs: 5,
    durationMs: endMs - startMs,
    totalMs: endMs - startMs + 5,
    worker: null,
    version: null,
    tenant: null,
    correlationId: 'c',
    traceId,
    schedule: null,
    scheduleId: null,
    parentRunId: null,
    error: null,
    fidelity: {
      state: 'reported',
      enqueuedAt: 'reported',
      startedAt: 'reported',
      finishedAt: 'reported',
      waitMs: 'derived',
      durationMs: 'derived',
      attempts: 'reported',
    },
    isSkewed: false,
    isLate: false,
  };
}

function span(
  spanId: string,
  parentSpanId: string | null,
  service: string,
  startMs: number,
  durationMs: number,
): SpanView {
  const rest = { kind: 'internal', status: 'ok', statusMessage: null, attributes: {}, events: [], links: [] } as const;
  return {
    traceId,
    spanId,
    parentSpanId,
    service,
    name: spanId,
    startedAt: at(startMs),
    durationMs,
    ...rest,
    events: [],
    links: [],
    cut: null,
    flaws: [],
  };
}

const edge = (runId: string, kind: EdgeKind, spanId: string) => ({
  runId,
  kind: edgeKinds.indexOf(kind),
  target: `02${traceId}${spanId}`,
});

describe('a journey', () => {
  it('hands off from the outermost span of the service that enqueued', () => {
    const parts = {
      runs: [run('b', '1', 100, 200)],
      spans: [
        span('gateway_________', null, 'gateway', 0, 90),
        span('request_________', 'gateway_________', 'shop', 5, 60),
        span('send____________', 'request_________', 'shop', 10, 2),
      ],
      edges: [edge('b', 'created-by', 'send____________')],
      named: new Map<string, string>(),
    };
    const { handoffs, startedAt, endedAt } = assembleJourney(parts);
    expect(handoffs).toMatchObject([
      { from: { kind: 'span', id: 'request_________', at: at(65) }, durationMs: 35, isOverlapping: false },
    ]);
    expect([startedAt, endedAt]).toEqual([at(0), at(200)]);
  });

  it('finds the run within whose attempt another was enqueued', () => {
    const parts = {
      runs: [run('b', '2', 400, 500), run('a', '1', 100, 300)],
      spans: [span('attempt_a_______', null, 'w', 100, 200), span('send____________', 'attempt_a_______', 'w', 150, 1)],
      edges: [edge('a', 'attempt-span', 'attempt_a_______'), edge('b', 'created-by', 'send____________')],
      named: new Map<string, string>(),
    };
    const journey = assembleJourney(parts);
    expect(journey.runs.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(journey.edges).toEqual([{ kind: 'created-by', from: 'b', to: 'a' }]);
    expect(journey.handoffs).toMatchObject([{ from: { id: 'a' }, to: { id: 'b' }, durationMs: 100 }]);
  });

  it('marks a next run that began before its cause had ended', () => {
    const parts = {
      runs: [run('a', '1', 100, 300), { ...run('b', '2', 200, 250), parentRunId: 'a' }],
      spans: [],
      edges: [],
      named: new Map<string, string>(),
    };
    expect(assembleJourney(parts).handoffs).toMatchObject([{ durationMs: 0, isOverlapping: true }]);
  });

  it('without links takes the run of another lane that ended last before', () => {
    const parts = {
      runs: [run('a', '1', 0, 50), run('b', '1', 60, 90), run('c', '2', 100, 110)],
      spans: [],
      edges: [],
      named: new Map<string, string>(),
    };
    expect(assembleJourney(parts).handoffs).toMatchObject([{ from: { id: 'b' }, to: { id: 'c' }, durationMs: 10 }]);
  });

  it('survives spans whose parents run in a circle', () => {
    const parts = {
      runs: [run('a', '1', 0, 50)],
      spans: [
        span('x_______________', 'y_______________', 's', 0, 1),
        span('y_______________', 'x_______________', 's', 0, 1),
      ],
      edges: [edge('a', 'link', 'x_______________')],
      named: new Map<string, string>(),
    };
    expect(assembleJourney(parts).edges).toHaveLength(1);
  });
});
