// OTLP messages byte by byte, so that a fault can be wrong in exactly one place. Field numbers:
// https://github.com/open-telemetry/opentelemetry-proto (trace.proto, common.proto, resource.proto, logs.proto).
import { createHash } from 'node:crypto';

type Bytes = Buffer | string;

/** A varint of up to 64 bits; negative numbers as their two's complement. */
export function varint(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** A length-delimited field. */
export function field(number: number, content: Bytes): Buffer {
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body]);
}

export const varintField = (number: number, value: number | bigint): Buffer =>
  Buffer.concat([varint(number * 8), varint(value)]);

export function fixed64Field(number: number, value: bigint): Buffer {
  const body = Buffer.alloc(8);
  body.writeBigUInt64LE(BigInt.asUintN(64, value));
  return Buffer.concat([varint(number * 8 + 1), body]);
}

export function doubleField(number: number, value: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeDoubleLE(value);
  return Buffer.concat([varint(number * 8 + 1), body]);
}

/** AnyValue. */
export const anyText = (text: Bytes): Buffer => field(1, text);
export const anyInt = (value: number | bigint): Buffer => varintField(3, value);
export const anyDouble = (value: number): Buffer => doubleField(4, value);
export const anyList = (values: readonly Buffer[]): Buffer =>
  field(5, Buffer.concat(values.map((one) => field(1, one))));
export const anyMap = (pairs: readonly Buffer[]): Buffer => field(6, Buffer.concat(pairs.map((one) => field(1, one))));

/** KeyValue. */
export const pair = (key: Bytes, value: Buffer): Buffer => Buffer.concat([field(1, key), field(2, value)]);
export const textPair = (key: Bytes, text: Bytes): Buffer => pair(key, anyText(text));

/** `size` bytes that are the same for the same words. */
export const idOf = (words: string, size: 8 | 16): Buffer =>
  createHash('sha256').update(words).digest().subarray(0, size);

export interface SpanParts {
  traceId: Buffer;
  spanId: Buffer;
  name?: Bytes;
  /** Nanoseconds since 1970. */
  start?: bigint;
  end?: bigint;
  /** KeyValue messages. */
  attributes?: readonly Buffer[];
  /** Fields of Span that follow, as they are. */
  more?: readonly Buffer[];
}

/** A Span, of kind consumer. */
export function spanMessage(parts: SpanParts): Buffer {
  const end = parts.end ?? BigInt(Date.now()) * 1_000_000n;
  return Buffer.concat([
    field(1, parts.traceId),
    field(2, parts.spanId),
    field(5, parts.name ?? 'work'),
    varintField(6, 5),
    fixed64Field(7, parts.start ?? end - 50_000_000n),
    fixed64Field(8, end),
    ...(parts.attributes ?? []).map((one) => field(9, one)),
    ...(parts.more ?? []),
  ]);
}

export interface JobWords {
  queue: Bytes;
  jobId: Bytes;
  job?: Bytes;
  /** `succeeded` unless said. */
  outcome?: string;
}

/** The KeyValues by which a span tells of a finished attempt of a job. */
export function jobPairs({ queue, jobId, job, outcome }: JobWords): Buffer[] {
  return [
    textPair('job.system', 'ledger'),
    textPair('job.queue', queue),
    textPair('job.id', jobId),
    textPair('job.name', job ?? 'entry'),
    textPair('job.outcome', outcome ?? 'succeeded'),
  ];
}

export interface RequestParts {
  /** KeyValues of the resource beside environment and service; default none. */
  resource?: readonly Buffer[];
  /** A whole InstrumentationScope. */
  scope?: Buffer;
  service?: Bytes;
  environment?: Bytes;
}

function resourceGroup(records: readonly Buffer[], parts: RequestParts): Buffer {
  const resource = [
    textPair('service.name', parts.service ?? 'ledger'),
    textPair('deployment.environment.name', parts.environment ?? 'faults'),
    ...(parts.resource ?? []),
  ];
  const scoped = Buffer.concat([field(1, parts.scope ?? field(1, 'ledger')), ...records.map((one) => field(2, one))]);
  return field(1, Buffer.concat([field(1, Buffer.concat(resource.map((one) => field(1, one)))), field(2, scoped)]));
}

/** An ExportTraceServiceRequest, or with LogRecords an ExportLogsServiceRequest: the shapes are the same. */
export const exportRequest = (records: readonly Buffer[], parts: RequestParts = {}): Buffer =>
  resourceGroup(records, parts);

/** A request with one span a job, ids made of queue and job id. */
export function jobsRequest(queue: string, jobIds: readonly string[], parts: RequestParts = {}): Buffer {
  return exportRequest(
    jobIds.map((jobId) =>
      spanMessage({
        traceId: idOf(`trace ${queue} ${jobId}`, 16),
        spanId: idOf(`span ${queue} ${jobId}`, 8),
        attributes: jobPairs({ queue, jobId }),
      }),
    ),
    parts,
  );
}
