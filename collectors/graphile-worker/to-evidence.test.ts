import { describe, expect, it } from 'vitest';
import type { SourceSettings } from '#lib/collector.ts';
import { runsOf } from '#lib/testing/read-source.ts';
import { changeToEvidence } from './change-to-evidence.ts';
import type { JobChange, JobRow } from './job-row.ts';
import { goneToEvidence, rowToEvidence } from './to-evidence.ts';

const source: SourceSettings = {
  name: 'orders',
  kind: 'graphile-worker',
  environment: 'test',
  config: {},
  pollMs: 1000,
  correlation: { pointers: [] },
  payload: { allow: [], redact: [] },
};
const second = 1_000_000;
const born = 1_790_000_000 * second;
const row: JobRow = {
  id: '7',
  task: 'mail',
  createdAt: born,
  runAt: born,
  attempts: 0,
  maxAttempts: 2,
  priority: 0,
  lockedAt: null,
  lockedBy: null,
  lastError: null,
  payload: {},
  xid: 1,
};
const read = (change: Partial<JobRow>) =>
  rowToEvidence({ ...row, ...change }, source, born + 99 * second, born + 99 * second);
let seq = 0;
const noted = (change: Partial<JobChange>) =>
  changeToEvidence(
    {
      ...row,
      seq: seq++,
      at: born,
      op: 'UPDATE',
      wasAttempts: 0,
      wasLockedAt: null,
      wasLockedBy: null,
      wasRunAt: born,
      carrier: null,
      ...change,
    },
    source,
    born + 99 * second,
  );
const runOf = (...items: Parameters<typeof runsOf>[0]) => [...runsOf(items).values()][0];

const held = { attempts: 1, lockedAt: born + second, lockedBy: 'worker-1' };
const retried = { attempts: 1, lastError: 'boom', runAt: born + 5 * second };
const again = { ...retried, attempts: 2, lockedAt: born + 6 * second, lockedBy: 'worker-2' };

describe('a row of Graphile Worker', () => {
  it('tells waiting, working, waiting for another attempt, and dead', () => {
    expect(runOf(...read({}))?.state).toBe('queued');
    expect(runOf(...read({ runAt: born + 60 * second }))).toMatchObject({
      state: 'scheduled',
      dueAt: born + 60 * second,
    });
    expect(runOf(...read(held))).toMatchObject({ state: 'running', startedAt: born + second });
    expect(runOf(...read(retried))).toMatchObject({ state: 'retrying', error: { message: 'boom' } });
    expect(runOf(...read({ ...retried, maxAttempts: 1 }))).toMatchObject({ state: 'dead', error: { message: 'boom' } });
  });

  it('read in any order and again gives the same run', () => {
    const steps = [read({}), read(held), read(retried), read(again)].flat();
    expect(runOf(...[...steps].reverse(), ...steps)).toEqual(runOf(...steps));
  });

  it('that is gone succeeded as far as anybody can tell', () => {
    const gone = goneToEvidence({ ...row, ...held }, source, born, born + 9 * second);
    expect(runOf(...read(held), ...gone)).toMatchObject({ state: 'succeeded', finishedAt: born + 9 * second });
    expect(gone[0]?.fidelity).toBe('inferred');
  });
});

describe('the outbox of Graphile Worker', () => {
  const steps = [
    noted({ op: 'INSERT' }),
    noted({ ...held, at: born + second }),
    noted({ ...retried, at: born + 2 * second, wasAttempts: 1, wasLockedAt: held.lockedAt, wasLockedBy: 'worker-1' }),
    noted({ ...again, at: born + 6 * second, wasAttempts: 1 }),
    noted({ ...again, op: 'DELETE', at: born + 7 * second }),
  ].flat();

  it('tells every attempt with its own error, worker and time', () => {
    const run = runOf(...steps);
    expect(run).toMatchObject({ state: 'succeeded', finishedAt: born + 7 * second });
    expect(run?.attempts).toMatchObject([
      { number: 1, state: 'failed', startedAt: born + second, finishedAt: born + 2 * second, worker: 'worker-1' },
      {
        number: 2,
        state: 'succeeded',
        startedAt: born + 6 * second,
        finishedAt: born + 7 * second,
        worker: 'worker-2',
      },
    ]);
  });

  it('comes to the same run in any order, and with rows of the table in between', () => {
    expect(runOf(...[...steps].reverse())).toEqual(runOf(...steps));
    const run = runOf(...read({}), ...steps, ...read(retried));
    expect(run?.attempts.map((attempt) => attempt.state)).toEqual(['failed', 'succeeded']);
    expect(run?.state).toBe('succeeded');
  });

  it('knows a job that a stopping worker gave back unworked', () => {
    const back = noted({ at: born + 2 * second, wasAttempts: 1, wasLockedAt: held.lockedAt, wasLockedBy: 'worker-1' });
    const run = runOf(...noted({ op: 'INSERT' }), ...noted({ ...held, at: born + second }), ...back);
    expect(run).toMatchObject({ state: 'queued' });
  });
});
