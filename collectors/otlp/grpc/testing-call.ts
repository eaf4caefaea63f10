// Calls to a gRPC door in raw bytes, and what a sender may do that no gRPC library does. For tests only.
import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { field } from '#lib/http/otlp-reply.ts';

export const exportPaths = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
} as const;

export interface CallAnswer {
  code: status;
  details: string;
  body?: Buffer | undefined;
  /** Seconds of the google.rpc.RetryInfo; null = there is none: the sender must not try again unless the code says so. */
  retryAfter: number | null;
}

export interface CallOptions {
  authorization?: string;
  isGzip?: boolean;
  signal?: AbortSignal;
}

const asIs = (bytes: Buffer): Buffer => bytes;

/** One call of raw bytes, on a connection of its own. */
export async function callDoor(
  port: number,
  path: string,
  body: Buffer,
  options: CallOptions = {},
): Promise<CallAnswer> {
  const channel = options.isGzip ? { 'grpc.default_compression_algorithm': 2 } : {};
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), channel);
  const metadata = new Metadata();
  if (options.authorization) metadata.set('authorization', options.authorization);
  try {
    return await new Promise<CallAnswer>((resolve) => {
      const call = client.makeUnaryRequest(path, asIs, asIs, body, metadata, (error: ServiceError | null, answer) =>
        resolve(
          error
            ? { code: error.code, details: error.details, retryAfter: retryAfterOf(error.metadata) }
            : { code: status.OK, details: '', body: answer, retryAfter: null },
        ),
      );
      options.signal?.addEventListener('abort', () => call.cancel());
    });
  } finally {
    client.close();
  }
}

/** Of `grpc-status-details-bin`: a google.rpc.Status whose last field is an Any with a RetryInfo of whole seconds below 128. */
function retryAfterOf(metadata: Metadata): number | null {
  const [details] = metadata.get('grpc-status-details-bin');
  if (!(details instanceof Buffer)) return null;
  return details.includes('type.googleapis.com/google.rpc.RetryInfo') ? (details.at(-1) ?? null) : null;
}

export interface RawCall {
  /** Response headers and trailers, as they come. */
  headers: Promise<Record<string, unknown>>;
  /** Resolves when all is on its way, for which the receiver must have room. */
  write(bytes: Buffer): Promise<void>;
  end(): void;
  session: ClientHttp2Session;
}

/** A call whose message is written by hand; `session` is to be destroyed by the caller. */
export async function rawCall(port: number, path: string, headers: Record<string, string> = {}): Promise<RawCall> {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => {});
  await once(session, 'connect');
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => {});
  const answered = new Promise<Record<string, unknown>>((resolve) => {
    let first: Record<string, unknown> = {};
    stream.on('response', (given) => {
      first = given;
      // Refused at once: all is in the first headers.
      if ('grpc-status' in given) resolve(given);
    });
    stream.on('trailers', (given) => resolve({ ...first, ...given }));
    stream.on('close', () => resolve(first));
    stream.resume();
  });
  return {
    headers: answered,
    write: (bytes) => new Promise((resolve) => stream.write(bytes, () => resolve())),
    end: () => void stream.end(),
    session,
  };
}

/** Length-prefixed as on the wire; `declared` lies about the length. */
export function frameOf(message: Buffer, { isCompressed = false, declared = message.length } = {}): Buffer {
  const head = Buffer.alloc(5);
  head[0] = isCompressed ? 1 : 0;
  head.writeUInt32BE(declared, 1);
  return Buffer.concat([head, message]);
}

const fixed64 = (nanos: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(nanos);
  return bytes;
};

/** ExportTraceServiceRequest with one span of now; `over.traceIdBytes` other than 16 makes it a bad one, `pad` makes it large. */
export function tracesMessage(over: { traceIdBytes?: number; pad?: number; spanId?: number } = {}): Buffer {
  const now = BigInt(Date.now()) * 1_000_000n;
  const span = Buffer.concat([
    field(1, Buffer.alloc(over.traceIdBytes ?? 16, 7)),
    field(2, Buffer.alloc(8, over.spanId ?? 7)),
    field(5, Buffer.from('work')),
    Buffer.from([0x39]),
    fixed64(now),
    Buffer.from([0x41]),
    fixed64(now + 1_000_000n),
  ]);
  // Field 99 of the request: unknown, skipped, only its size counts.
  const padding = over.pad
    ? Buffer.concat([Buffer.from([0x9a, 0x06]), field(0, Buffer.alloc(over.pad)).subarray(1)])
    : [];
  return Buffer.concat([field(1, field(2, field(2, span))), ...(padding instanceof Buffer ? [padding] : [])]);
}
