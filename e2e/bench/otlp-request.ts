// OTLP export requests as protobuf, written by hand: a client of the bench must cost next to nothing, and share no code with
// the door. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
import type { BenchSpan } from '#e2e/bench/bench-span.ts';

/** One ExportTraceServiceRequest of one resource. */
export function otlpRequest(spans: readonly BenchSpan[], service = 'bench'): Buffer {
  const scopeSpans = message([
    field(1, message([text(1, 'bench')])),
    ...spans.map((span) => field(2, spanMessage(span))),
  ]);
  const resource = message([
    field(1, keyValue('service.name', service)),
    field(1, keyValue('service.version', '1.0.0')),
    field(1, keyValue('host.name', 'shop-7c9f-2xk')),
    field(1, keyValue('telemetry.sdk.language', 'nodejs')),
  ]);
  return message([field(1, message([field(1, resource), field(2, scopeSpans)]))]);
}

function spanMessage(span: BenchSpan): Buffer {
  return message([
    field(1, span.traceId),
    field(2, span.spanId),
    ...(span.parentSpanId ? [field(4, span.parentSpanId)] : []),
    text(5, span.name),
    Buffer.from([6 << 3, span.kind]),
    fixed64(7, span.startedAt),
    fixed64(8, span.startedAt + span.durationUs),
    ...Object.entries(span.attributes).map(([key, value]) => field(9, keyValue(key, value))),
    ...(span.event ? [field(11, eventMessage(span.event, span.startedAt + span.durationUs))] : []),
  ]);
}

const eventMessage = (name: string, at: number): Buffer => message([fixed64(1, at), text(2, name)]);
const message = (parts: readonly Buffer[]): Buffer => Buffer.concat(parts);
const field = (number: number, body: Buffer): Buffer =>
  Buffer.concat([varint((number << 3) | 2), varint(body.length), body]);
const text = (number: number, value: string): Buffer => field(number, Buffer.from(value));

function keyValue(key: string, value: string | number): Buffer {
  const any = typeof value === 'string' ? text(1, value) : Buffer.concat([Buffer.from([3 << 3]), varint(value)]);
  return message([text(1, key), field(2, any)]);
}

/** Nanoseconds of a moment in microseconds. */
function fixed64(number: number, us: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (number << 3) | 1;
  bytes.writeBigUInt64LE(BigInt(us) * 1000n, 1);
  return bytes;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
