// OTLP over gRPC: the same authentication, admission, decoder and storage as over HTTP. Connections are taken by a server of our own, which
// caps them, and handed to grpc-js.
import { once } from 'node:events';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { type ConnectionLimits, Connections } from '../http/connections.ts';
import type { Signal } from '../http/request-head.ts';
import type { Intake } from '../http/take-in.ts';
import { takeCalls } from './take-call.ts';

export interface GrpcListening {
  port: number;
  close(): Promise<void>;
}

export interface GrpcOptions {
  connections?: ConnectionLimits;
  readTimeoutMs?: number;
  /** How long a new connection may take to speak HTTP/2. */
  prefaceTimeoutMs?: number;
  /** How long calls under way are given when the door closes. */
  closeTimeoutMs?: number;
}

const signals = new Map<string, Signal>([
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'traces'],
  ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
  ['/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', 'metrics'],
]);
const defaults: Required<GrpcOptions> = {
  connections: { total: 2_000, perAddress: 1_000 },
  readTimeoutMs: 20_000,
  prefaceTimeoutMs: 10_000,
  closeTimeoutMs: 10_000,
};
/** HTTP/2's preface: https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const prefaceBytes = 24;
/** Twice 16 MiB each at worst, as sent and as inflated. */
const maxReading = 8;
/**
 * Dead peers are found by pings; idle connections and, so that several doors share the load, old ones are closed in an orderly way, after
 * which senders connect again by themselves.
 */
const channelOptions = {
  'grpc.max_concurrent_streams': 100,
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.max_connection_idle_ms': 300_000,
  'grpc.max_connection_age_ms': 1_800_000,
  'grpc.max_connection_age_grace_ms': 30_000,
};
const asIs = (bytes: Buffer): Buffer => bytes;

/** Listens until closed. `intake` is shared with the HTTP listener. Rejects when the port cannot be had. */
export async function openGrpcDoor(
  intake: Intake & { maxBodyBytes: number },
  at: { address: string; port: number },
  options: GrpcOptions = {},
): Promise<GrpcListening> {
  const { connections: limits, readTimeoutMs, prefaceTimeoutMs, closeTimeoutMs } = { ...defaults, ...options };
  const connections = new Connections(limits);
  const sockets = new Map<string, Socket>();
  const begin = (peer: { remoteAddress?: string; remotePort?: number }) => {
    const socket = sockets.get(`${peer.remoteAddress} ${peer.remotePort}`);
    if (socket) connections.begin(socket);
    return () => socket && connections.end(socket);
  };
  const grpc = new Server({
    ...channelOptions,
    'grpc.max_receive_message_length': intake.maxBodyBytes,
    interceptors: [takeCalls(intake, signals, { readTimeoutMs, maxReading, begin })],
  });
  for (const path of signals.keys()) grpc.register(path, unreached, asIs, asIs, 'unary');
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
  const listener = createServer((socket) => {
    const peer = `${socket.remoteAddress} ${socket.remotePort}`;
    sockets.set(peer, socket);
    // One that breaks before grpc-js listens to it.
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(peer));
    connections.enter(socket);
    if (socket.destroyed) return;
    setTimeout(() => socket.bytesRead < prefaceBytes && socket.destroy(), prefaceTimeoutMs).unref();
    injector.injectConnection(socket);
  });
  listener.listen(at.port, at.address);
  await once(listener, 'listening');
  const address = listener.address();
  if (typeof address !== 'object' || address === null) throw new Error('the door listens on no network address');
  return { port: address.port, close: () => closeServer(grpc, listener, closeTimeoutMs) };
}

/** Calls are answered by the interceptor. */
function unreached(): never {
  throw new Error('a call was not answered');
}

/** Lets calls under way finish, then cuts what is left. */
async function closeServer(grpc: Server, listener: NetServer, withinMs: number): Promise<void> {
  const closed = once(listener, 'close');
  listener.close();
  const cut = setTimeout(() => grpc.forceShutdown(), withinMs);
  await new Promise<void>((resolve) => grpc.tryShutdown(() => resolve()));
  clearTimeout(cut);
  await closed;
}
