// The pure ones among the holes that a prototype of the evidence core fell into, each with its fix held in place. What needs a
// database is tested in lib/derive.
import { expect, test } from 'vitest';
import { aliasesOf, createdByClaimOf } from '#lib/domain/alias.ts';
import { birthOf, learnBirth } from '#lib/domain/births.ts';
import { contributionOf, type StoredRun, subtract } from '#lib/domain/contribution.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import { item, origin, second, spanOf } from '#lib/domain/evidence.fixture.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { packEvidence, unpackEvidence } from '#lib/domain/pack-evidence.ts';
import { compareEvidence, uniteEvidence } from '#lib/domain/unite-evidence.ts';
import { percentile } from '#lib/stats/sketch.ts';

test('hole 5, ids used again: a birth learnt late takes its share from one row, and arrival order does not matter', () => {
  const [first, next] = [origin + 100 * second, origin + 500 * second];
  const early = item('started', 110 * second);
  const late = item('started', 510 * second);
  const learnt = learnBirth(next, [first]);
  expect(learnt.from).toBe(first);
  expect(learnt.split([early, late])).toEqual({ stays: [early], moves: [late] });
  expect([early, late].map((one) => birthOf(one, learnBirth(first, [next]).births))).toEqual([first, next]);
});

test('hole 6, quantising in pack: what is packed comes back as it was, so a tie cannot change by being stored', () => {
  const odd = {
    ...item('started', 0),
    at: origin + 0.4,
    observedAt: origin + 1.5,
    names: { jobId: '17', bornAt: origin - 0.2 },
  };
  const normal = normalizeEvidence(odd);
  expect(unpackEvidence(packEvidence([normal]))).toEqual([normal]);
  expect(compareEvidence(normal, unpackEvidence(packEvidence([normal]))[0] ?? odd)).toBe(0);
});

test('hole 8, one id with two contents: the same one stays whichever came first, observation time compared last', () => {
  const heard = item('facts', 0, { id: 'x', facts: { job: 'b' }, observedAt: origin });
  const other = item('facts', 0, { id: 'x', facts: { job: 'a' }, observedAt: origin + second });
  const again = { ...other, observedAt: origin + 2 * second };
  for (const order of [
    [heard, other, again],
    [again, other, heard],
    [other, again, heard],
  ]) {
    const united = order.reduce((all, one) => uniteEvidence(all, [one]), uniteEvidence([], []));
    expect(united).toEqual([other]);
  }
});

const stored: StoredRun = {
  queueId: 1,
  jobId: null,
  state: 5,
  enqueuedAt: origin,
  startedAt: origin + second,
  finishedAt: origin + 3 * second,
  orderedAt: origin,
  waitUs: second,
  durationUs: 2 * second,
  totalUs: 3 * second,
  isLate: false,
  isRedirect: false,
};

test('hole 9, contributions of newer code: only stored columns count, so what was added can be taken back', () => {
  const attempts = [{ state: 1, willRetry: false, finishedAt: stored.finishedAt }];
  const before = contributionOf(stored, attempts);
  const copy = JSON.parse(JSON.stringify({ stored, attempts })) as { stored: StoredRun; attempts: typeof attempts };
  expect(subtract(contributionOf(copy.stored, copy.attempts), before)).toEqual([]);
});

test('hole 10, a maximum cannot be taken back: it is read off the histogram, whose counts are signed', () => {
  const slow = contributionOf({ ...stored, durationUs: 60 * second }, []);
  const quick = contributionOf(stored, []);
  const change = subtract(quick, slow).find(({ grain }) => grain === 300);
  expect([...(change?.durationHist.values() ?? [])].sort()).toEqual([-1, 1]);
  expect(Object.keys(change ?? {}).some((key) => /max|min/i.test(key))).toBe(false);
  const longest = percentile(slow[0]?.durationHist ?? new Map(), 100) ?? 0;
  expect(Math.abs(longest - 60 * second) / (60 * second)).toBeLessThan(0.011);
});

test('hole 11, terminals first: a run of three hundred attempts keeps its creation and its latest starts and ends', () => {
  const attempts = Array.from({ length: 300 }, (_, i) => [
    item('started', i * second, { attempt: i + 1 }),
    item('ended', i * second + 10, { attempt: i + 1, outcome: 'failed', isFinal: false }),
  ]).flat();
  const run = deriveRun(uniteEvidence(attempts, [item('created', -1 + 1)]));
  expect(run.enqueuedAt).toBe(origin);
  expect(run.attempts.at(-1)).toMatchObject({ number: 300, startedAt: origin + 299 * second, state: 'failed' });
  expect(run.attempts).toHaveLength(112);
});

test('hole 14, created-by glues: with a better name it is a claim and an edge, never a name of the run', () => {
  const createdBy = spanOf(0);
  const ofBulk = ['1', '2'].map((jobId) => item('attempt', 0, { names: { jobId, createdBy } }));
  const [one, two] = ofBulk.map(aliasesOf);
  expect(one?.map(({ hash }) => hash)).not.toEqual(two?.map(({ hash }) => hash));
  expect(ofBulk.map((each) => createdByClaimOf(each)?.hash)).toEqual(
    Array(2).fill(aliasesOf(item('created', 0, { names: { createdBy } }))[0]?.hash),
  );
});
