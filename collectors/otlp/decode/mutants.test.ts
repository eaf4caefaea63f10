// Damaged bodies through all that the door does with them before the database: decode, redact, translate, pack. They give rows that
// can be stored, or invalid_input, and nothing else. `MUTANTS=100000` for the long run.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { packRequest } from '#lib/ingest/pack-request.ts';
import { packSpanChunk, spanChunkCodec, spanChunkText, unpackSpanChunk } from '#lib/ingest/span-chunk.ts';
import type { LogRow, SpanRow } from '#lib/ingest/span-row.ts';
import { spansToEvidence } from '../dialects/index.ts';
import { redactSpans } from '../redact.ts';
import { Decoding } from './decoding.ts';
import { decodeLogsJson, decodeTracesJson } from './json-request.ts';
import { mutateBytes, mutateJson, randomOf } from './mutate.ts';
import { logsRequest, replaceDouble, tracesRequest, withBytes } from './otlp.arbitrary.ts';
import { encode, LogsRequest, TracesRequest } from './otlp-oracle.ts';
import { decodeLogsProtobuf, decodeTracesProtobuf } from './protobuf-request.ts';

const nowUs = 1_700_000_000_000_000;
const mutants = Number(process.env.MUTANTS ?? 4_000);
const seed = Number(process.env.MUTANTS_SEED ?? 1);
const timeout = 30_000 + mutants * 10;
const decoding = () => new Decoding(nowUs);

const text = (value: string) => value.isWellFormed() && !value.includes('\0');
const whole = (value: number, most: number) => Number.isSafeInteger(value) && value >= 0 && value <= most;

/** Throws when a row is one that Postgres, or our own packing, would refuse. */
function storeSpans(spans: SpanRow[]): void {
  for (const span of spans) {
    expect([span.traceId, span.spanId, span.parentSpanId ?? '0'.repeat(16)].join(' ')).toMatch(
      /^[0-9a-f]{32} [0-9a-f]{16} [0-9a-f]{16}$/,
    );
    expect([whole(span.kind, 5), whole(span.status, 2)]).toEqual([true, true]);
    expect([whole(span.startedAt, 2 ** 53), whole(span.durationUs, 2 ** 53)]).toEqual([true, true]);
    const { name, resource, statusMessage } = span;
    expect([name, resource.service, resource.environment, statusMessage].every(text)).toBe(true);
    expect(text(JSON.stringify([span.attributes, resource.attributes]))).toBe(true);
  }
  redactSpans(spans);
  packRequest({ evidence: spansToEvidence(spans, nowUs), spans, logs: [] });
  const chunk = packSpanChunk([spanChunkText(spans)]);
  expect(unpackSpanChunk(spanChunkCodec, chunk)).toHaveLength(spans.length);
}

function storeLogs(logs: LogRow[]): void {
  for (const log of logs) {
    expect([log.traceId ?? '0'.repeat(32), log.spanId ?? '0'.repeat(16)].join(' ')).toMatch(
      /^[0-9a-f]{32} [0-9a-f]{16}$/,
    );
    expect([whole(log.severity, 24), whole(log.at, 2 ** 53), typeof log.body]).toEqual([true, true, 'string']);
    const attributes = JSON.stringify(log.attributes);
    // Postgres refuses these escapes in jsonb.
    expect(/\\u0000|\\ud[89ab]/i.test(attributes)).toBe(false);
    expect([log.body, attributes, log.resource.service, log.resource.environment].every(text)).toBe(true);
  }
}

const takeTraces = (body: Buffer) => storeSpans(decodeTracesProtobuf(body, decoding()).spans);
const takeLogs = (body: Buffer) => storeLogs(decodeLogsProtobuf(body, decoding()).logs);
const takeTracesJson = (body: Buffer) => storeSpans(decodeTracesJson(body, decoding()).spans);
const takeLogsJson = (body: Buffer) => storeLogs(decodeLogsJson(body, decoding()).logs);

/** Spans that dialects know, beside the random ones: what they make of damaged attributes counts too. */
const jobAttributes = [
  'job.id',
  'job.name',
  'job.queue',
  'job.attempt',
  'job.max_attempts',
  'job.outcome',
  'job.scheduled_at',
];
const bullAttributes = ['bullmq.queue.operation', 'bullmq.queue.name', 'bullmq.job.id', 'bullmq.job.attempts.made'];
const messagingAttributes = [
  'messaging.system',
  'messaging.destination.name',
  'messaging.operation.type',
  'messaging.message.id',
];

function bases(): { traces: object[]; logs: object[] } {
  const traces = fc.sample(tracesRequest, { numRuns: 150, seed });
  const known = [jobAttributes, bullAttributes, messagingAttributes].map((keys, i) => {
    const values = ['process', '7', '3', 'ok'];
    const attributes = keys.map((key, n) => ({ key, value: { stringValue: values[n % 4] } }));
    const span = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), kind: 4 + (i % 2), attributes, events: [] };
    return { resourceSpans: [{ scopeSpans: [{ spans: [span, { ...span, kind: 5, parentSpanId: '2'.repeat(16) }] }] }] };
  });
  return { traces: [...traces, ...Array(20).fill(known).flat()], logs: fc.sample(logsRequest, { numRuns: 150, seed }) };
}

/** Feeds `mutants` damaged bodies to `take`; answers how many were taken, and how long the slowest took, in ms. */
function play(
  bodies: readonly Buffer[] | readonly object[],
  make: (base: never, i: number) => Buffer,
  take: (body: Buffer) => void,
) {
  let [taken, refused, slowest] = [0, 0, 0];
  for (let i = 0; i < mutants; i++) {
    const body = make(bodies[i % bodies.length] as never, i);
    const startedAt = performance.now();
    try {
      take(body);
      taken++;
    } catch (error) {
      const isRefusal = error instanceof AppError && error.code === 'invalid_input';
      if (!isRefusal) throw new Error(`mutant ${i} of seed ${seed}: ${body.toString('base64')}`, { cause: error });
      refused++;
    }
    slowest = Math.max(slowest, performance.now() - startedAt);
  }
  if (process.env.MUTANTS) console.log(`${taken} taken, ${refused} refused, slowest ${slowest.toFixed(1)} ms`);
  return { taken, refused };
}

describe('damaged bodies', () => {
  const random = randomOf(seed);
  const { traces, logs } = bases();
  const bytesOf = (type: typeof TracesRequest, list: object[]) => list.map((one) => encode(type, withBytes(one)));
  const plain = (list: object[]) => list.map((one) => JSON.parse(JSON.stringify(one, replaceDouble)) as object);
  const damage = (body: Buffer) => mutateBytes(body, random);
  const damageJson = (message: object) => mutateJson(message, random);

  it.each([
    ['protobuf traces', bytesOf(TracesRequest, traces), damage, takeTraces],
    ['protobuf logs', bytesOf(LogsRequest, logs), damage, takeLogs],
    ['JSON traces', plain(traces), damageJson, takeTracesJson],
    ['JSON logs', plain(logs), damageJson, takeLogsJson],
  ] as const)(
    'of %s give rows that can be stored, or invalid_input',
    (_, bodies, make, take) => {
      const { taken, refused } = play(bodies, make, take);
      // A test that only ever sees one of both would prove little.
      expect(Math.min(taken, refused)).toBeGreaterThan(mutants / 50);
    },
    timeout,
  );

  it('of no shape at all give rows or invalid_input', { timeout }, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const take of [takeTraces, takeLogs, takeTracesJson, takeLogsJson]) {
          try {
            take(Buffer.from(bytes));
          } catch (error) {
            expect((error as AppError).code).toBe('invalid_input');
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
