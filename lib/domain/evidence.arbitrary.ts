// Arbitrary evidence for property tests: of one run, by several witnesses, with and without numbers, possible or not.
import fc from 'fast-check';
import { origin } from '#lib/domain/evidence.fixture.ts';
import {
  attemptOutcomes,
  clocks,
  type Evidence,
  edgeKinds,
  evidenceKinds,
  fidelities,
  type SpanRef,
} from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';

const option = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const hexDigits = (size: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: size, maxLength: size });
const span: fc.Arbitrary<SpanRef> = fc.record({ traceId: hexDigits(32), spanId: hexDigits(16) });
const word = fc.string({ unit: 'binary', maxLength: 300 });
/** Any moment that can be stored, near ones more often. */
const anyMoment = fc.oneof(
  fc.integer({ min: 0, max: 10_000_000 }).map((us) => origin + us),
  fc.integer({ min: 0, max: 2 ** 53 - 1 }),
);

const anyError = fc.record({ type: fc.option(word), message: word, stack: option(fc.option(word)) });
const anyFacts = fc.record({
  job: option(word),
  maxAttempts: option(fc.nat()),
  dueAt: option(anyMoment),
  priority: option(fc.integer()),
  schedule: option(word),
  version: option(word),
  tenant: option(word),
  correlation: option(fc.record({ id: word, rank: fc.integer({ min: 1, max: 7 }), via: word })),
  payload: option(fc.dictionary(word, fc.oneof(word, fc.double(), fc.boolean(), fc.constant(null)))),
});
const anyTarget = fc.oneof(
  span.map((ref) => ({ span: ref })),
  hexDigits(32).map((traceId) => ({ traceId })),
  fc.record({ system: word, queue: word, jobId: word }).map((job) => ({ job })),
  word.map((runId) => ({ runId })),
  word.map((correlationId) => ({ correlationId })),
);

/** Items with every part that can be there, as somebody may state them. */
export const rawEvidence: fc.Arbitrary<Evidence> = fc
  .record({
    environment: word,
    source: word,
    system: word,
    queue: word,
    names: fc.record({
      jobId: option(word),
      bornAt: option(anyMoment),
      backendJobId: option(word),
      givenIn: option(fc.record({ traceId: hexDigits(32), isLoose: option(fc.boolean()) })),
      runId: option(word),
      slot: option(fc.record({ schedule: word, dueAt: anyMoment })),
      createdBy: option(span),
      attemptSpan: option(span),
    }),
    id: word,
    kind: fc.constantFrom<string>(...evidenceKinds, 'unknown:99', 'paused'),
    at: anyMoment,
    endAt: option(anyMoment),
    atClock: fc.constantFrom(...clocks),
    observedAt: anyMoment,
    fidelity: fc.constantFrom(...fidelities),
    attempt: option(fc.integer({ min: -1, max: 2_000_000 })),
    outcome: option(fc.constantFrom(...attemptOutcomes)),
    isFinal: option(fc.boolean()),
    spanRef: option(span),
    worker: option(word),
    error: option(anyError),
    facts: option(anyFacts),
    edges: option(fc.array(fc.record({ kind: fc.constantFrom(...edgeKinds), to: anyTarget }), { maxLength: 4 })),
  })
  .map((raw) => raw as Evidence);

/** The same, normalised: for packing and for total functions. */
export const anyEvidence: fc.Arbitrary<Evidence> = rawEvidence.map(normalizeEvidence);

const spans: SpanRef[] = [1, 2, 3].map((n) => ({ traceId: `${n}`.repeat(32), spanId: `${n}`.repeat(16) }));

/** Items of one run, few enough moments, numbers and spans that they meet: for derivation. */
export const runEvidence: fc.Arbitrary<Evidence> = fc
  .record({
    id: fc.integer({ min: 0, max: 40 }).map((n) => `e${n}`),
    kind: fc.constantFrom(...evidenceKinds),
    at: fc.integer({ min: 0, max: 30 }).map((n) => origin + n * 700_000),
    lasts: fc.integer({ min: 0, max: 3 }),
    atClock: fc.constantFrom(...clocks),
    observedAt: fc.integer({ min: 0, max: 5 }).map((n) => origin + n),
    fidelity: fc.constantFrom(...fidelities),
    attempt: option(fc.integer({ min: 1, max: 4 })),
    outcome: option(fc.constantFrom(...attemptOutcomes)),
    isFinal: option(fc.boolean()),
    spanRef: option(fc.constantFrom(...spans)),
    worker: option(fc.constantFrom('w1', 'w2')),
    maxAttempts: option(fc.integer({ min: 1, max: 4 })),
    dueAt: option(fc.integer({ min: 0, max: 20 }).map((n) => origin + n * 1_000_000)),
    message: option(fc.constantFrom('no', 'never')),
  })
  .map(({ lasts, maxAttempts, dueAt, message, ...raw }) =>
    normalizeEvidence({
      environment: 'test',
      source: raw.atClock === 'backend' ? 'redis' : 'shop',
      system: 'bullmq',
      queue: 'mail',
      names: { jobId: '17' },
      ...raw,
      ...(raw.kind === 'attempt' ? { endAt: raw.at + lasts * 700_000 } : {}),
      ...(message ? { error: { type: null, message } } : {}),
      facts: { maxAttempts, dueAt },
    }),
  );

/** A set of evidence of one run: ids are unique. */
export const runEvidenceSet = fc.uniqueArray(runEvidence, { minLength: 1, maxLength: 14, selector: ({ id }) => id });
