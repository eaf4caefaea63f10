import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyEvidence } from '#lib/domain/evidence.arbitrary.ts';
import { bullmqLog, bullmqSpans, item } from '#lib/domain/evidence.fixture.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { packEvidence, packEvidenceInRow, unpackEvidence, unpackEvidenceInRow } from '#lib/domain/pack-evidence.ts';
import { packedInRowVersion } from '#lib/domain/packed-layout.ts';
import { packedWords } from '#lib/domain/packed-words.ts';
import type { RunWords } from '#lib/domain/run-words.ts';
import { AppError } from '#lib/errors.ts';

test('packing and unpacking any evidence is the identity', () => {
  fc.assert(
    fc.property(fc.array(anyEvidence, { maxLength: 8 }), (items) => {
      expect(unpackEvidence(packEvidence(items))).toEqual(items);
    }),
    { numRuns: 500 },
  );
}, 60_000);

const empty: RunWords = {
  environment: '',
  system: '',
  queue: '',
  source: null,
  job: null,
  jobKey: null,
  worker: null,
  version: null,
  tenant: null,
  schedule: null,
  correlationId: null,
  errorType: null,
  errorMessage: null,
  traceId: null,
};

test('so it is beside a row, whichever of the texts stand in its columns and whatever else stands there', () => {
  fc.assert(
    fc.property(
      fc.array(anyEvidence, { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.boolean()),
      (items, coin) => {
        const [first] = items as [Evidence, ...Evidence[]];
        const held = <T>(value: T | undefined, other: T): T =>
          coin.next().value && value !== undefined ? value : other;
        const words: RunWords = {
          environment: held(first.environment, '(other)'),
          system: held(first.system, ''),
          queue: held(first.queue, first.system),
          source: held<string | null>(first.source, null),
          job: held<string | null>(first.facts?.job, null),
          jobKey: held<string | null>(first.names.jobId, null),
          worker: held<string | null>(first.worker, '(other)'),
          version: null,
          tenant: null,
          schedule: null,
          correlationId: held<string | null>(first.facts?.correlation?.id, null),
          errorType: null,
          errorMessage: held<string | null>(first.error?.message, null),
          traceId: held<string | null>(first.spanRef?.traceId, null),
        };
        expect(unpackEvidenceInRow(packEvidenceInRow(items, words), words)).toEqual(items);
      },
    ),
    { numRuns: 500 },
  );
}, 60_000);

test('what was packed beside a row is not taken for a body of its own, nor the other way round', () => {
  expect(() => unpackEvidence(packEvidenceInRow(bullmqLog, empty))).toThrow(AppError);
  expect(() => unpackEvidenceInRow(packEvidence(bullmqLog), empty)).toThrow(AppError);
});

test('an id is not written again as far as it repeats the system, the queue, the job, the span or the moment', () => {
  const one = item('started', 0, {
    names: { jobId: '17' },
    spanRef: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
  });
  const packed = (id: string): number => {
    const [again] = unpackEvidence(packEvidence([{ ...one, id }]));
    expect(again?.id).toBe(id);
    return packEvidence([{ ...one, id }]).length;
  };
  const rest = packed(':active');
  const { system, queue, spanRef } = one;
  const ms = Math.floor(one.at / 1000);
  for (const id of ['17', spanRef?.spanId, ms, `${system}:17`, `${system}:${queue}:17`, `${system}:${queue}:${ms}`]) {
    expect(packed(`${id}:active`), String(id)).toBeLessThanOrEqual(rest + 2);
  }
  expect(packed(`${ms + 1}:active`)).toBeGreaterThan(rest + 10);
});

test('a word that evidence holds everywhere takes a byte or two, and means the same for ever', () => {
  expect(new Set(packedWords).size).toBe(packedWords.length);
  const sized = (worker: string): number => packEvidence([item('started', 0, { worker })]).length;
  for (const word of packedWords) expect(sized(word)).toBeLessThanOrEqual(sized('?'));
  // Stored bodies hold these numbers.
  expect(packedWords.indexOf(':created')).toBe(4);
  expect(packedWords.indexOf('baggage.correlation.id')).toBe(38);
  expect(packedWords.indexOf('temporalWorkflowId')).toBe(packedWords.length - 1);
});

test('what an earlier version has stored is still read', () => {
  const items = [bullmqLog[0], bullmqLog[1], bullmqSpans[0]];
  const body =
    'AgODCAEAEmNyZWF0ZWQ6MDpiYWNrZW5kOoKAguKI0qMGwpoMAAR0ZXN0AAVyZWRpcwAGYnVsbG1xAARtYWlsAQACMTeDAQAEc2VuZAMAB29yZGVyLTEBAARkYXRhAAQAEXF1ZXVlZDoxOmJhY2tlbmQ6BMKaDIEJAQEUY3JlYXRlZDozMDAwOndvcmtlcjrwLsKaDAEACHNob3Atd2ViAwQAqqqqqqqqqqqqqqqqqqqqoLu7u7u7u7uxAQY=';
  const inRow =
    'AwODCAEAEmNyZWF0ZWQ6MDpiYWNrZW5kOoKAguKI0qMGwpoMAQAFcmVkaXMCAwEGgwEFAwAHb3JkZXItMQEABGRhdGEABAARcXVldWVkOjE6YmFja2VuZDoEwpoMgQkBARRjcmVhdGVkOjMwMDA6d29ya2VyOvAuwpoMAQAIc2hvcC13ZWICAwCqqqqqqqqqqqqqqqqqqqqgu7u7u7u7u7EBBQ==';
  const forward =
    'BQODCAEAEmNyZWF0ZWQ6MDpiYWNrZW5kOoKAguKI0qMGwpoMAgAFcmVkaXMEBgEMgwEKAwAHb3JkZXItMQFDAAQAEXF1ZXVlZDoxOmJhY2tlbmQ6BMKaDIEJAQEUY3JlYXRlZDozMDAwOndvcmtlcjrwLsKaDAIACHNob3Atd2ViBAYAqqqqqqqqqqqqqqqqqqqqoAC7u7u7u7u7sQEK';
  expect(unpackEvidence(Buffer.from(body, 'base64'))).toEqual(items);
  const words = { ...empty, environment: 'test', system: 'bullmq', queue: 'mail', job: 'send', jobKey: '17' };
  expect(unpackEvidenceInRow(Buffer.from(inRow, 'base64'), words)).toEqual(items);
  expect(unpackEvidenceInRow(Buffer.from(forward, 'base64'), words)).toEqual(items);
});

test('what a run holds already stays at the end of its row, to the byte, when later evidence comes', () => {
  fc.assert(
    fc.property(fc.array(anyEvidence, { minLength: 1, maxLength: 8 }), fc.array(anyEvidence), (items, later) => {
      const before = packEvidenceInRow(items, empty).subarray(2);
      const after = packEvidenceInRow([...items, ...later], empty);
      expect(after.subarray(-before.length)).toEqual(before);
    }),
  );
});

test('normalising is idempotent, also on its own output', () => {
  fc.assert(
    fc.property(anyEvidence, (one) => {
      expect(normalizeEvidence(one)).toEqual(one);
    }),
    { numRuns: 500 },
  );
}, 60_000);

test('a plain run packs into at most 25 bytes an item beside its strings', () => {
  const items = [bullmqLog[0], bullmqLog[1], bullmqLog[2], bullmqLog[11], bullmqSpans[0], bullmqSpans[3]] as Evidence[];
  const strings = new Set<string>();
  let ids = 0;
  for (const one of items) {
    ids += one.id.length + 1;
    const { facts, names } = one;
    const { correlation } = facts ?? {};
    for (const text of [one.environment, one.source, one.system, one.queue, one.worker, names.jobId, facts?.job]) {
      if (text) strings.add(text);
    }
    if (correlation) strings.add(correlation.id).add(correlation.via);
  }
  const aside = ids + [...strings].reduce((sum, text) => sum + text.length + 2, 0);
  expect((packEvidence(items).length - aside) / items.length).toBeLessThanOrEqual(25);
});

test('a kind of a newer version is kept, and packs again to the same number', () => {
  const future = { ...item('facts', 0), kind: 'unknown:57' as Evidence['kind'] };
  const again = unpackEvidence(packEvidence([future]));
  expect(again).toEqual([future]);
  expect(packEvidence(again)).toEqual(packEvidence([future]));
});

test('a body that is cut anywhere is refused, never half read', () => {
  const body = packEvidence([...bullmqLog, ...bullmqSpans]);
  for (let size = 0; size < body.length; size++) {
    expect(() => unpackEvidence(body.subarray(0, size))).toThrow(AppError);
  }
});

test('a body of a newer version is unavailable, one of no version that there is is invalid', () => {
  const refusals = (version: number): unknown[] => {
    const body = packEvidence(bullmqLog);
    const inRow = packEvidenceInRow(bullmqLog, empty);
    body[0] = version;
    inRow[0] = version;
    return [() => unpackEvidence(body), () => unpackEvidenceInRow(inRow, empty)].map((unpack) => {
      try {
        return unpack();
      } catch (error) {
        return error;
      }
    });
  };
  for (const version of [packedInRowVersion + 1, 31])
    for (const error of refusals(version)) expect(error).toMatchObject({ code: 'unavailable' });
  for (const version of [0, 1, 32, 200])
    for (const error of refusals(version)) expect(error).toMatchObject({ code: 'invalid_input' });
});

test('two names that differ beyond the limit stay two, and NUL and broken surrogates are gone', () => {
  const long = 'x'.repeat(300);
  const a = normalizeEvidence({ ...item('facts', 0), names: { jobId: `${long}a` } });
  const b = normalizeEvidence({ ...item('facts', 0), names: { jobId: `${long}b` } });
  expect(a.names.jobId).not.toBe(b.names.jobId);
  expect(a.names.jobId).toHaveLength(256);
  const odd = normalizeEvidence({ ...item('facts', 0), queue: 'a\0b\ud800', at: 1.6, attempt: 0 });
  expect(odd).toMatchObject({ queue: 'ab\ufffd', at: 2 });
  expect(odd.attempt).toBeUndefined();
});

test('a span that ends before it begins ends when it begins', () => {
  expect(normalizeEvidence({ ...item('attempt', 10), endAt: 5 }).endAt).toBe(item('attempt', 10).at);
});
