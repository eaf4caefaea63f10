import { describe, expect, it } from 'vitest';
import type { SourceSettings } from '#lib/collector.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { runsOf } from '#lib/testing/read-source.ts';
import type { JobRow } from './job-row.ts';
import { errorOf, goneToEvidence, jobToEvidence } from './to-evidence.ts';

const source: SourceSettings = {
  name: 'orders',
  kind: 'pg-boss',
  environment: 'test',
  config: {},
  pollMs: 1000,
  correlation: { pointers: [] },
  payload: { allow: [], redact: [] },
};
const born = 1_790_000_000_000_000;
const second = 1_000_000;
const row = (change: Partial<JobRow>): JobRow => ({
  id: '0a3c1f6e-0000-4000-8000-000000000001',
  name: 'mail',
  state: 'created',
  priority: 0,
  data: {},
  output: null,
  retryLimit: 2,
  retryCount: 0,
  retryDelay: 0,
  retryBackoff: false,
  startAfter: born,
  createdOn: born,
  startedOn: null,
  completedOn: null,
  keepUntil: born + 60 * second,
  singletonKey: null,
  sourceName: null,
  sourceId: null,
  traceContext: null,
  parents: [],
  isBlocked: false,
  xid: 1,
  ...change,
});
const read = (change: Partial<JobRow>): Evidence[] =>
  jobToEvidence(row(change), source, born + 99 * second, born + 99 * second);
const runOf = (...items: Evidence[]) => [...runsOf(items).values()][0];

describe('a row of pg-boss', () => {
  it('read in any order and again gives the same run', () => {
    const steps = [
      read({}),
      read({ state: 'active', startedOn: born + second }),
      read({
        state: 'retry',
        startedOn: born + second,
        startAfter: born + 2 * second,
        output: { name: 'TypeError', message: 'no' },
      }),
      read({ state: 'completed', retryCount: 1, startedOn: born + 3 * second, completedOn: born + 4 * second }),
    ];
    const forth = runOf(...steps.flat());
    expect(forth).toMatchObject({
      state: 'succeeded',
      durationUs: second,
      waitUs: second,
      error: { type: 'TypeError', message: 'no' },
    });
    expect(forth?.attempts).toHaveLength(2);
    expect(runOf(...[...steps].reverse().flat(), ...steps.flat())).toEqual(forth);
  });

  it('knows of attempts that nobody saw by the retry count', () => {
    const run = runOf(
      ...read({
        state: 'failed',
        retryCount: 2,
        startedOn: born + second,
        completedOn: born + 2 * second,
        output: { value: { message: 'job timed out' } },
      }),
    );
    expect(run).toMatchObject({ state: 'dead', error: { message: 'job timed out' } });
    expect(run?.attempts.map((attempt) => attempt.state)).toEqual(['failed', 'failed', 'failed']);
  });

  it('keeps the due time apart from the delay of a retry', () => {
    const dueAt = born + 10 * second;
    const late = runOf(
      ...read({ startAfter: dueAt }),
      ...read({ startAfter: dueAt, state: 'completed', startedOn: dueAt + second, completedOn: dueAt + 2 * second }),
    );
    expect(late).toMatchObject({ dueAt, waitUs: second });
  });

  it('that is gone was discarded when its retention was over, and else vanished', () => {
    const after = (us: number) => runOf(...read({}), goneToEvidence(row({}), source, born + us, born + us));
    expect(after(30 * second)?.state).toBe('vanished');
    expect(after(90 * second)?.state).toBe('discarded');
    expect(runOf(...read({}), goneToEvidence(row({ state: 'active' }), source, born, born + 90 * second))?.state).toBe(
      'vanished',
    );
  });

  it('tells its error in whatever form it was stored', () => {
    expect(errorOf({ name: 'RangeError', message: 'm', stack: 's' })).toEqual({
      type: 'RangeError',
      message: 'm',
      stack: 's',
    });
    expect(errorOf({ value: 'plain text' })).toEqual({ type: null, message: 'plain text' });
    expect(errorOf({ code: 7 })).toEqual({ type: null, message: '{"code":7}' });
    expect(errorOf(null)).toBeUndefined();
  });
});
