import { describe, expect, it } from 'vitest';
import type { SourceSettings } from '#lib/collector.ts';
import { runsOf } from '#lib/testing/read-source.ts';
import { type BullEvent, followEvents, type OpenJob } from './follow-events.ts';
import { type JobFacts, toError } from './job-facts.ts';
import { tellBeginnings } from './record-to-evidence.ts';

const source: SourceSettings = {
  name: 'media',
  kind: 'bullmq',
  environment: 'test',
  config: {},
  pollMs: 1000,
  correlation: { pointers: [] },
  payload: { allow: [], redact: [] },
};
const bornMs = 1_790_000_000_000;
const record = (change: Partial<JobFacts>): JobFacts => ({
  name: 'resize',
  data: {},
  carrier: null,
  maxAttempts: 3,
  timestampMs: bornMs,
  delayMs: 0,
  priority: 0,
  schedulerId: null,
  parent: null,
  made: 0,
  processedOnMs: null,
  finishedOnMs: null,
  worker: null,
  failedReason: null,
  stacktrace: [],
  ...change,
});
const event = (second: number, name: string, rest: Partial<BullEvent> = {}): BullEvent => ({
  id: `${bornMs + second * 1000}-0`,
  at: (bornMs + second * 1000) * 1000,
  event: name,
  jobId: '7',
  ...rest,
});
const follow = (events: BullEvent[], facts: JobFacts | null, open = new Map<string, OpenJob>()) =>
  followEvents('q', events, facts ? new Map([['7', facts]]) : new Map(), open, source, bornMs * 1000);
const begin = [event(0, 'added', { name: 'resize' }), event(0, 'waiting'), event(1, 'active', { prev: 'waiting' })];
const runOf = (events: BullEvent[], facts: JobFacts | null) => [...runsOf(follow(events, facts).evidence).values()][0];

describe("BullMQ's event log", () => {
  it('calls an attempt lost whose worker vanished, and numbers the next one alike', () => {
    const run = runOf(
      [
        ...begin,
        event(40, 'waiting', { prev: 'active' }),
        event(40, 'stalled'),
        event(41, 'active'),
        event(42, 'completed'),
      ],
      record({ made: 1 }),
    );
    expect(run?.state).toBe('succeeded');
    expect(run?.attempts.map((attempt) => attempt.state)).toEqual(['lost', 'succeeded']);
  });

  it('tells a job that was given back from one that failed by the attempts made', () => {
    const events = [...begin, event(2, 'delayed', { delayMs: bornMs + 9000 })];
    expect(runOf(events, record({ made: 0 }))?.attempts[0]?.state).toBe('released');
    const failed = runOf(events, record({ made: 1, failedReason: 'boom', stacktrace: ['Error: boom\n    at x'] }));
    expect(failed).toMatchObject({ state: 'retrying', error: { type: 'Error', message: 'boom' } });
  });

  it('does so also when the record is read after the job went well', () => {
    const events = [...begin, event(2, 'delayed', { delayMs: bornMs + 3000 }), event(4, 'active')];
    const record1 = record({ made: 1, finishedOnMs: bornMs + 5000 });
    for (const seen of [events, [...events, event(5, 'completed')]]) {
      expect(runOf(seen, record1)?.attempts[0]?.state).toBe('released');
    }
    const record2 = record({ made: 2, finishedOnMs: bornMs + 5000, stacktrace: ['Error: boom'] });
    expect(runOf([...events, event(5, 'completed')], record2)?.attempts[0]).toMatchObject({ state: 'failed' });
  });

  it('finds each attempt its own error, also when a later one was read first', () => {
    const facts = record({
      made: 3,
      finishedOnMs: bornMs + 6000,
      failedReason: 'two',
      stacktrace: ['Error: one\n    at a', 'Error: two\n    at b'],
    });
    const back = { prev: 'active' };
    const events = [
      ...begin,
      event(2, 'waiting', back),
      event(3, 'active'),
      event(4, 'waiting', back),
      event(5, 'active'),
      event(6, 'completed'),
    ];
    expect(runOf(events, facts)?.attempts.map((attempt) => attempt.error?.message ?? null)).toEqual([
      'one',
      'two',
      null,
    ]);
  });

  it('goes on counting attempts from what the cursor kept', () => {
    const first = follow([...begin, event(2, 'waiting', { prev: 'active' })], record({ made: 1 }));
    const second = follow(
      [event(3, 'active'), event(4, 'failed', { prev: 'active', failedReason: 'x' })],
      record({ made: 2 }),
      first.open,
    );
    expect(second.evidence.map((item) => [item.kind, item.attempt])).toEqual([
      ['started', 2],
      ['ended', 2],
    ]);
  });

  it('keeps a re-used id apart: an event tells nothing of a record that was created later', () => {
    const later = record({ timestampMs: bornMs + 60_000, name: 'other' });
    const { evidence } = follow([...begin, event(2, 'completed'), event(60, 'added', { name: 'other' })], later);
    expect(evidence[0]?.names.bornAt).toBeUndefined();
    expect(evidence.at(-1)?.names.bornAt).toBe((bornMs + 60_000) * 1000);
  });

  it('gives a job that its events alone know of all that they tell', () => {
    const run = runOf([...begin, event(2, 'failed', { prev: 'active', failedReason: 'gone at once' })], null);
    expect(run).toMatchObject({
      state: 'dead',
      job: 'resize',
      error: { message: 'gone at once' },
      durationUs: 1_000_000,
    });
  });

  it('takes from its record what a job was created with whose beginning was trimmed, however late it ended', () => {
    const rest = [event(600, 'active', { prev: 'waiting' }), event(601, 'completed')];
    const records = new Map([
      ['7', record({ data: { correlationId: 'c-7' }, made: 1, finishedOnMs: bornMs + 601_000 })],
    ]);
    const { evidence } = followEvents('q', rest, records, new Map(), source, bornMs * 1000);
    const beginnings = (known: ReadonlyMap<string, unknown>, events = rest) =>
      tellBeginnings('q', events, records, known, source, bornMs * 1000);
    const [run] = runsOf([...evidence, ...beginnings(new Map())]).values();
    expect(run).toMatchObject({
      state: 'succeeded',
      job: 'resize',
      correlation: { id: 'c-7' },
      enqueuedAt: bornMs * 1000,
    });
    // One whose beginning is among the events, or was read before, is told of already.
    expect([beginnings(new Map([['7', 1]])), beginnings(new Map(), [...begin, ...rest])]).toEqual([[], []]);
  });

  it('reads type and message off a stack, of several lines too', () => {
    expect(toError(null, 'RangeError: a\nb\n    at f (x.js:1)')).toMatchObject({ type: 'RangeError', message: 'a\nb' });
    expect(toError('reason', undefined)).toEqual({ type: null, message: 'reason' });
    expect(toError(null, undefined)).toBeUndefined();
  });
});
