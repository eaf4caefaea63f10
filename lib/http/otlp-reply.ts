// Answers of an OTLP/HTTP endpoint, in the encoding of the request: Export…ServiceResponse on success, google.rpc.Status
// otherwise. Sources: https://opentelemetry.io/docs/specs/otlp/#otlphttp-response and google/rpc/status.proto.

export type OtlpEncoding = 'protobuf' | 'json';

/** google.rpc.Code of the HTTP statuses we answer with. */
const rpcCodes: Record<number, number> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  408: 4,
  413: 8,
  415: 3,
  429: 8,
  500: 13,
  503: 14,
};

/** `partial`: what was left out (may be 0) and why; absent = everything was taken. The three signals share field numbers. */
export function encodeSuccess(
  encoding: OtlpEncoding,
  signal: 'traces' | 'logs' | 'metrics',
  partial?: { rejected: number; message: string },
): Buffer {
  if (encoding === 'json') {
    if (!partial) return Buffer.from('{}');
    const counted = { traces: 'rejectedSpans', logs: 'rejectedLogRecords', metrics: 'rejectedDataPoints' }[signal];
    const rejected = partial.rejected > 0 ? { [counted]: String(partial.rejected) } : {};
    return Buffer.from(JSON.stringify({ partialSuccess: { ...rejected, errorMessage: partial.message } }));
  }
  if (!partial) return Buffer.alloc(0);
  const inner = partial.rejected > 0 ? [0x08, ...varint(partial.rejected)] : [];
  return field(1, Buffer.concat([Buffer.from(inner), field(2, Buffer.from(partial.message))]));
}

/** A google.rpc.Status for an HTTP status. */
export function encodeFailure(encoding: OtlpEncoding, httpStatus: number, message: string): Buffer {
  const code = rpcCodes[httpStatus] ?? 2;
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  return Buffer.concat([Buffer.from([0x08, code]), field(2, Buffer.from(message))]);
}

/** A length-delimited protobuf field. */
export function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(content.length)]), content]);
}

export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}
