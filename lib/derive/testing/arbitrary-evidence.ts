// Random evidence from a universe so small that names, births and claims meet all the time (tests only).
import fc from 'fast-check';
import { type Evidence, evidenceKinds, type RunNames } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';

const span = (n: number) => ({ traceId: `${n}`.padStart(32, 'a'), spanId: `${n}`.padStart(16, 'b') });

/** Births lie well apart, so that tolerances for clocks do not decide everything. */
const bornAfterUs = [0, 20_000_000, 40_000_000];

const names = (startUs: number): fc.Arbitrary<RunNames> =>
  fc
    .record({
      job: fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined, freq: 4 }),
      born: fc.option(fc.constantFrom(...bornAfterUs), { nil: undefined, freq: 2 }),
      producer: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 2 }),
      run: fc.option(fc.constantFrom('run-a', 'run-b'), { nil: undefined, freq: 1 }),
      slot: fc.option(fc.constant(0), { nil: undefined, freq: 1 }),
      given: fc.option(fc.record({ trace: fc.integer({ min: 1, max: 3 }), isLoose: fc.boolean() }), {
        nil: undefined,
        freq: 1,
      }),
      kind: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ job, born, producer, run, slot, given, kind }): RunNames => {
      const createdBy = producer === undefined ? {} : { createdBy: span(producer) };
      if (kind < 6 && job !== undefined) {
        const birth = born === undefined ? {} : { bornAt: startUs + born };
        const givenIn = given && { givenIn: { traceId: span(given.trace).traceId, isLoose: given.isLoose } };
        const below = kind === 5 ? { backendJobId: `below-${job}` } : {};
        return { jobId: job, ...birth, ...givenIn, ...below, ...createdBy };
      }
      if (kind === 6 && run !== undefined) return { runId: run, ...createdBy };
      if (kind === 7 && slot !== undefined) return { slot: { schedule: 'nightly', dueAt: startUs }, ...createdBy };
      if (producer !== undefined) return createdBy;
      return { attemptSpan: span(9) };
    });

/** Evidence from `startUs` on, about a minute of it, in two queues. Normalised; ids are unique. */
export function arbitraryEvidence(startUs: number, maxLength: number): fc.Arbitrary<Evidence[]> {
  const item = fc.record({
    queue: fc.constantFrom('mail', 'mail', 'images'),
    names: names(startUs),
    kind: fc.constantFrom(...evidenceKinds),
    afterMs: fc.integer({ min: -8_000, max: 60_000 }),
    lasts: fc.integer({ min: 0, max: 3_000 }),
    atClock: fc.constantFrom('backend' as const, 'worker' as const, 'us' as const),
    fidelity: fc.constantFrom('reported' as const, 'derived' as const, 'inferred' as const),
    attempt: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    outcome: fc.constantFrom('succeeded' as const, 'failed' as const),
    worker: fc.option(fc.constantFrom('w1', 'w2'), { nil: undefined }),
    job: fc.option(fc.constantFrom('send', 'resize'), { nil: undefined }),
    hasSpan: fc.boolean(),
    correlation: fc.option(fc.record({ id: fc.constantFrom('c1', 'c2'), rank: fc.integer({ min: 1, max: 3 }) }), {
      nil: undefined,
    }),
    edge: fc.option(
      fc.constantFrom(
        { kind: 'trace' as const, to: { traceId: span(101).traceId } },
        { kind: 'correlation' as const, to: { correlationId: 'c1' } },
        { kind: 'link' as const, to: { traceId: span(101).traceId } },
      ),
      { nil: undefined, freq: 1 },
    ),
  });
  return fc.array(item, { minLength: 1, maxLength }).map((list) =>
    list.map((x, i): Evidence => {
      const at = startUs + x.afterMs * 1000 + i;
      const isEnd = x.kind === 'ended' || x.kind === 'attempt';
      return normalizeEvidence({
        environment: 'test',
        source: 'redis',
        system: 'bullmq',
        queue: x.queue,
        names: x.names,
        id: `item-${i}`,
        kind: x.kind,
        at,
        observedAt: at + 1_000_000,
        atClock: x.atClock,
        fidelity: x.fidelity,
        ...(x.kind === 'attempt' ? { endAt: at + x.lasts * 1000 } : {}),
        ...(isEnd ? { outcome: x.outcome } : {}),
        ...(isEnd && x.outcome === 'failed' ? { error: { type: 'Error', message: `failed ${x.attempt ?? ''}` } } : {}),
        ...(x.attempt === undefined ? {} : { attempt: x.attempt }),
        ...(x.worker === undefined ? {} : { worker: x.worker }),
        ...(x.hasSpan ? { spanRef: span(100 + (i % 4)) } : {}),
        ...(x.edge === undefined ? {} : { edges: [x.edge] }),
        facts: {
          ...(x.job === undefined ? {} : { job: x.job, maxAttempts: 2 }),
          ...(x.correlation === undefined ? {} : { correlation: { ...x.correlation, via: 'test' } }),
        },
      });
    }),
  );
}
