// One Export call over HTTP/2 with exactly these bytes; `grpc-encoding` says what they claim to be packed with.
import { connect } from 'node:http2';

export interface GrpcAnswer {
  /** gRPC status; -1 = the stream or connection broke, or no answer came in time. */
  code: number;
  message: string;
  ms: number;
}

const frame = (body: Buffer, isPacked: boolean): Buffer => {
  const head = Buffer.alloc(5);
  head[0] = isPacked ? 1 : 0;
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
};

/** Never throws; at most 20 s. `grpcUrl` as `http://127.0.0.1:4317`. */
export function callGrpc(grpcUrl: string, body: Buffer, encoding?: string): Promise<GrpcAnswer> {
  const beganAt = performance.now();
  return new Promise((resolve) => {
    const session = connect(grpcUrl);
    const end = (code: number, message: string) => {
      clearTimeout(limit);
      session.destroy();
      resolve({ code, message, ms: performance.now() - beganAt });
    };
    const limit = setTimeout(() => end(-1, 'no answer'), 20_000);
    session.on('error', (error) => end(-1, error.message));
    const stream = session.request({
      ':method': 'POST',
      ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
      'content-type': 'application/grpc+proto',
      te: 'trailers',
      ...(encoding ? { 'grpc-encoding': encoding } : {}),
    });
    let status: string | undefined;
    let message = '';
    const read = (headers: Record<string, unknown>) => {
      if (headers['grpc-status'] !== undefined) status = String(headers['grpc-status']);
      message = String(headers['grpc-message'] ?? message);
    };
    stream.on('response', read).on('trailers', read);
    stream.on('error', () => {});
    stream.on('close', () => end(status === undefined ? -1 : Number(status), message));
    stream.resume();
    stream.end(frame(body, encoding !== undefined));
  });
}
