import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveRun } from '#lib/domain/derive-run.ts';
import { runEvidence, runEvidenceSet } from '#lib/domain/evidence.arbitrary.ts';
import { bullmqLog, bullmqSpans, item, pgBossPolls } from '#lib/domain/evidence.fixture.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { type FidelityField, fidelityFields, finalStates, type Run, runStates } from '#lib/domain/run.ts';
import { isLegalMove } from '#lib/domain/run-state.ts';
import { uniteEvidence } from '#lib/domain/unite-evidence.ts';
import { isMoreCertain } from '#lib/domain/witness.ts';

const runs = { numRuns: 1000 };
const uniteAll = (parts: readonly (readonly Evidence[])[]): Evidence[] =>
  parts.reduce<Evidence[]>((all, part) => uniteEvidence(all, part), []);

/** Any split of a list into batches, in any order, with some items twice. */
const delivery = (items: readonly Evidence[]): fc.Arbitrary<Evidence[][]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...items], { minLength: items.length }),
      fc.subarray([...items]),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 30, maxLength: 30 }),
    )
    .map(([order, again, sizes]) => {
      const all = [...order, ...again];
      const batches: Evidence[][] = [];
      for (let from = 0, i = 0; from < all.length; i++) {
        const size = sizes[i % sizes.length] as number;
        batches.push(all.slice(from, from + size));
        from += size;
      }
      return batches;
    });

test('any permutation, partition and repetition of evidence gives the same run', () => {
  const cases = runEvidenceSet.chain((items) => fc.tuple(fc.constant(items), delivery(items)));
  fc.assert(
    fc.property(cases, ([items, batches]) => {
      expect(deriveRun(uniteAll(batches))).toEqual(deriveRun(items));
    }),
    runs,
  );
});

test('every prefix of any evidence gives a run that fits together', () => {
  fc.assert(
    fc.property(fc.array(runEvidence, { minLength: 1, maxLength: 14 }), (items) => {
      for (let size = 1; size <= items.length; size++) expectSane(deriveRun(uniteEvidence([], items.slice(0, size))));
    }),
    runs,
  );
});

function expectSane(run: Run): void {
  expect(runStates).toContain(run.state);
  const last = run.attempts.at(-1);
  for (let i = 1; i < run.attempts.length; i++) {
    expect(run.attempts[i]?.number).toBe((run.attempts[i - 1]?.number ?? 0) + 1);
    expect(run.attempts[i - 1]?.state).not.toBe('running');
  }
  expect(run.state === 'running').toBe(last?.state === 'running');
  if (run.state === 'succeeded') expect(last?.state).toBe('succeeded');
  if (!finalStates.has(run.state)) expect(run.finishedAt).toBeNull();
  for (const us of [run.waitUs, run.durationUs, run.totalUs]) expect(us ?? 0).toBeGreaterThanOrEqual(0);
  for (const attempt of run.attempts) {
    expect(attempt.durationUs ?? 0).toBeGreaterThanOrEqual(0);
    if (attempt.state === 'running') expect(attempt.finishedAt).toBeNull();
  }
  if (run.enqueuedAt === null) expect(run.fidelity.enqueuedAt).toBe('unknown');
  if (run.waitUs === null) expect(run.fidelity.waitMs).toBe('unknown');
}

const stalled = [
  item('created', 0),
  item('started', 10, { attempt: 1, id: 's1' }),
  item('lost', 40_000_000),
  item('queued', 40_000_001),
  item('started', 41_000_000, { attempt: 1, id: 's2' }),
  item('ended', 42_000_000, { attempt: 1, outcome: 'failed', isFinal: true }),
  item('queued', 50_000_000),
  item('started', 51_000_000, { attempt: 2 }),
  item('ended', 52_000_000, { attempt: 2, outcome: 'succeeded' }),
];
const lives: readonly (readonly Evidence[])[] = [bullmqLog, bullmqSpans, pgBossPolls, stalled];

test('what happens in its own order moves the state only as the diagram allows', () => {
  for (const life of lives) {
    let before = deriveRun(life.slice(0, 1)).state;
    for (let size = 2; size <= life.length; size++) {
      const { state } = deriveRun(life.slice(0, size));
      expect(isLegalMove(before, state), `${before} to ${state} at item ${size}`).toBe(true);
      before = state;
    }
  }
});

const readField: Record<FidelityField, (run: Run) => unknown> = {
  state: (run) => run.state,
  enqueuedAt: (run) => run.enqueuedAt,
  startedAt: (run) => run.startedAt,
  finishedAt: (run) => run.finishedAt,
  waitMs: (run) => run.waitUs,
  durationMs: (run) => run.durationUs,
  attempts: (run) => run.attempts.length,
};

/** Where the field still says the same, having heard less cannot make it surer. */
function expectNotSurer(less: Run, all: Run, fields: readonly FidelityField[] = fidelityFields): void {
  for (const field of fields) {
    if (readField[field](less) !== readField[field](all)) continue;
    const isSurer = isMoreCertain(less.fidelity[field], all.fidelity[field]);
    expect(isSurer, `${field}: ${less.fidelity[field]} after removal, ${all.fidelity[field]} before`).toBe(false);
  }
}

test('removing any item of a real run never makes what is still said more certain', () => {
  for (const life of [...lives, [...bullmqLog, ...bullmqSpans]]) {
    const all = deriveRun(life);
    for (const gone of life) expectNotSurer(deriveRun(life.filter((one) => one !== gone)), all);
  }
});

test('unknown kinds are ignored', () => {
  fc.assert(
    fc.property(runEvidenceSet, (items) => {
      const future = { ...item('facts', 3, { id: 'future' }), kind: 'unknown:99' as Evidence['kind'] };
      expect(deriveRun([...items, future])).toEqual(deriveRun(items));
    }),
    { numRuns: 200 },
  );
});

test('event log and spans of one run give one coherent run from every prefix of either', () => {
  for (let log = 1; log <= bullmqLog.length; log++) {
    for (let spans = 0; spans <= bullmqSpans.length; spans++) {
      const run = deriveRun([...bullmqLog.slice(0, log), ...bullmqSpans.slice(0, spans)]);
      const seen = Math.max(bullmqLog.slice(0, log).filter(({ kind }) => kind === 'started').length, spans - 1, 0);
      expect(run.attempts, `${log} of the log, ${spans} spans`).toHaveLength(seen);
    }
  }
});

// Not `state`, `startedAt` and `attempts`: from so little, the same word may rest on other facts (`retrying` after another attempt),
// and an item that tells of an earlier attempt rightly makes the first start less sure.
const measured: FidelityField[] = ['enqueuedAt', 'finishedAt', 'waitMs', 'durationMs'];

test('nor does removing an item from any part of what they told make a moment or a length more certain', () => {
  const parts = fc
    .constantFrom(...lives, [...bullmqLog, ...bullmqSpans])
    .chain((life) => fc.subarray([...life], { minLength: 2 }))
    .chain((told) => fc.tuple(fc.constant(told), fc.nat({ max: told.length - 1 })));
  fc.assert(
    fc.property(parts, ([told, gone]) => {
      expectNotSurer(deriveRun(told.filter((_, i) => i !== gone)), deriveRun(told), measured);
    }),
    { numRuns: 2000 },
  );
});
