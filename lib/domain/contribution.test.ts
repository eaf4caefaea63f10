import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BatchDeltas, type Standing } from '#lib/domain/batch-deltas.ts';
import {
  addContribution,
  addRow,
  type Contribution,
  contributionOf,
  type Deltas,
  type IsKept,
  isNothing,
  type StoredAttempt,
  type StoredRun,
  subtract,
} from '#lib/domain/contribution.ts';
import { origin, second } from '#lib/domain/evidence.fixture.ts';
import { attemptStates, runStates } from '#lib/domain/run.ts';
import { addWidened } from '#lib/domain/widen-rollup.ts';

const option = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary);
const moment = fc.integer({ min: 0, max: 200_000 }).map((n) => origin + n * second);
const length = fc.integer({ min: 0, max: 10_000_000 });

const row: fc.Arbitrary<StoredRun> = fc.record({
  queueId: fc.integer({ min: 1, max: 2 }),
  jobId: option(fc.integer({ min: 1, max: 2 })),
  state: fc.integer({ min: 0, max: runStates.length - 1 }),
  enqueuedAt: option(moment),
  startedAt: option(moment),
  finishedAt: option(moment),
  orderedAt: moment,
  waitUs: option(length),
  durationUs: option(length),
  totalUs: option(length),
  isLate: fc.boolean(),
  isRedirect: fc.boolean(),
});
const attempts: fc.Arbitrary<StoredAttempt[]> = fc.array(
  fc.record({
    state: fc.integer({ min: 0, max: attemptStates.length - 1 }),
    willRetry: option(fc.boolean()),
    finishedAt: option(moment),
  }),
  { maxLength: 3 },
);
/** What a run's row looked like at each of its writes. */
const history = fc.array(fc.tuple(row, attempts), { minLength: 1, maxLength: 5 });

const sorted = (rows: Iterable<Contribution>): Contribution[] =>
  [...rows]
    .filter((one) => !isNothing(one))
    .map((one) => ({
      ...one,
      durationHist: new Map([...one.durationHist].sort()),
      waitHist: new Map([...one.waitHist].sort()),
      totalHist: new Map([...one.totalHist].sort()),
    }))
    .sort((a, b) => a.grain - b.grain || a.bucket - b.bucket || a.queueId - b.queueId || a.jobId - b.jobId);

test('what a batch adds up from the changes of its rows comes, widened, to what these rows contribute by definition', () => {
  fc.assert(
    fc.property(fc.array(history, { minLength: 1, maxLength: 4 }), fc.boolean(), (runs, hasEnded) => {
      const batch = new BatchDeltas();
      const wanted: Deltas = new Map();
      const isKept: IsKept = (grain, bucket) => grain > 300 || bucket > origin + grain * second;
      for (const writes of runs) {
        let before: Standing | null = null;
        for (const [row, attempts] of writes) {
          batch.change(before, { row, attempts });
          before = { row, attempts };
        }
        if (hasEnded) batch.change(before, null);
        else if (before) addContribution(wanted, before.row, before.attempts, 1, isKept);
      }
      const sums: Deltas = new Map();
      for (const cell of batch.rows(isKept)) addWidened(sums, cell, isKept);
      expect(sorted(sums.values())).toEqual(sorted(wanted.values()));
    }),
    { numRuns: 500 },
  );
});

test('after any prefix of writes the sum of deltas is what the rows as they stand contribute', () => {
  fc.assert(
    fc.property(fc.array(history, { minLength: 1, maxLength: 4 }), (runs) => {
      const deltas: Deltas = new Map();
      const standing: Deltas = new Map();
      for (const writes of runs) {
        for (let i = 0; i < writes.length; i++) {
          const [next, with_] = writes[i] as [StoredRun, StoredAttempt[]];
          const before = writes[i - 1];
          if (before) addContribution(deltas, before[0], before[1], -1);
          addContribution(deltas, next, with_, 1);
        }
        const [last, with_] = writes.at(-1) as [StoredRun, StoredAttempt[]];
        for (const one of contributionOf(last, with_)) addRow(standing, one, 1);
      }
      expect(sorted(deltas.values())).toEqual(sorted(standing.values()));
    }),
    { numRuns: 300 },
  );
});

test('a row taken from itself leaves nothing', () => {
  fc.assert(
    fc.property(row, attempts, (run, made) => {
      expect(subtract(contributionOf(run, made), contributionOf(run, made))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

const done: StoredRun = {
  queueId: 1,
  jobId: 2,
  state: runStates.indexOf('succeeded'),
  enqueuedAt: origin,
  startedAt: origin + 90 * second,
  finishedAt: origin + 400 * second,
  orderedAt: origin,
  waitUs: 90 * second,
  durationUs: 10 * second,
  totalUs: 400 * second,
  isLate: false,
  isRedirect: false,
};
const failedOnce: StoredAttempt[] = [
  { state: attemptStates.indexOf('failed'), willRetry: true, finishedAt: origin + 100 * second },
  { state: attemptStates.indexOf('succeeded'), willRetry: false, finishedAt: origin + 400 * second },
];

test('each moment counts in its own bucket, for the job and for the queue', () => {
  const rows = contributionOf(done, failedOnce);
  const at = (grain: number, seconds: number, jobId: number): Contribution | undefined =>
    rows.find((one) => one.grain === grain && one.bucket === origin + seconds * second && one.jobId === jobId);
  expect(at(300, 0, 2)).toMatchObject({
    enqueued: 1,
    started: 1,
    waitN: 1,
    succeeded: 0,
    failedAttempts: 1,
    retried: 1,
  });
  expect(at(300, 300, 2)).toMatchObject({
    enqueued: 0,
    succeeded: 1,
    succeededAttempts: 1,
    durationSumUs: 10 * second,
  });
  expect(at(60, 60, 0)).toMatchObject({ started: 1, waitSumUs: 90 * second });
  expect(at(60, 60, 2)).toBeUndefined();
  expect(at(86400, 0, 0)).toMatchObject({ enqueued: 1, succeeded: 1, failedAttempts: 1, durationN: 1 });
});

test('a late run counts only as late, a redirect not at all', () => {
  const late = contributionOf({ ...done, isLate: true }, failedOnce);
  expect(late.every((one) => one.late === 1 && one.enqueued === 0 && one.durationHist.size === 0)).toBe(true);
  expect(late.length).toBeGreaterThan(0);
  expect(contributionOf({ ...done, isRedirect: true }, failedOnce)).toEqual([]);
});

test('a bucket that is no longer kept gets no delta', () => {
  const deltas: Deltas = new Map();
  addContribution(deltas, done, failedOnce, 1, (grain) => grain === 3600);
  expect([...deltas.values()].map(({ grain }) => grain)).toEqual([3600, 3600]);
});

test('the cell of a job counts in the five minutes, hour and day of the job and of its queue, as far as they are kept', () => {
  const batch = new BatchDeltas();
  batch.change(null, { row: done, attempts: [] });
  const cells = batch.rows(() => true);
  expect(cells.map(({ grain, jobId }) => `${grain} ${jobId}`).sort()).toEqual([
    '300 2',
    '300 2',
    '60 0',
    '60 0',
    '60 0',
  ]);
  const sums: Deltas = new Map();
  for (const cell of cells) addWidened(sums, cell, (grain) => grain !== 3600);
  expect([...sums.values()].filter(({ grain }) => grain === 86400)).toMatchObject([
    { jobId: 0, enqueued: 1, succeeded: 1 },
    { jobId: 2, enqueued: 1, succeeded: 1 },
  ]);
  expect([...sums.values()].some(({ grain }) => grain === 3600)).toBe(false);
  expect(batch.rows((grain) => grain === 60).map(({ grain }) => grain)).toEqual([60, 60, 60]);
});
