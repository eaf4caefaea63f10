// OTLP over gRPC: the same authentication, admission, decoder and commit group as over HTTP.
import { isIPv6 } from 'node:net';
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { httpStatusOf } from '#lib/errors.ts';
import { encodeSuccess } from '#lib/http/otlp-reply.ts';
import { receiveBody } from '../http/receive.ts';
import type { Signal } from '../http/request-head.ts';
import { type DoorOptions, type Listening, toAppError } from '../http/server.ts';
import { toFailure } from './failure.ts';

export interface GrpcListening {
  port: number;
  close(): Promise<void>;
}

const services: Record<Signal, string> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};
/** How long calls under way are given when the door closes. */
const closeTimeoutMs = 10_000;
const asIs = (bytes: Buffer): Buffer => bytes;

/** Listens until closed. `shared` is the HTTP listener's memory bound and counters. Rejects when the port cannot be had. */
export async function openGrpcDoor(
  options: DoorOptions,
  at: { address: string; port: number },
  shared: Pick<Listening, 'admission' | 'counters'>,
): Promise<GrpcListening> {
  const server = new Server({ 'grpc.max_receive_message_length': options.maxBodyBytes });
  for (const signal of ['traces', 'logs', 'metrics'] as const) {
    const definition: ServiceDefinition = {
      Export: {
        path: `/${services[signal]}/Export`,
        requestStream: false,
        responseStream: false,
        requestSerialize: asIs,
        requestDeserialize: asIs,
        responseSerialize: asIs,
        responseDeserialize: asIs,
      },
    };
    const implementation: UntypedServiceImplementation = { Export: exporter(options, shared, signal) };
    server.addService(definition, implementation);
  }
  const host = isIPv6(at.address) ? `[${at.address}]` : at.address;
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${at.port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, close: () => closeServer(server) };
}

function exporter(
  options: DoorOptions,
  { admission, counters }: Pick<Listening, 'admission' | 'counters'>,
  signal: Signal,
): handleUnaryCall<Buffer, Buffer> {
  return async (call, callback) => {
    const startedAt = performance.now();
    const share = admission.open();
    let status = 200;
    try {
      const sender = await options.authenticate(call.metadata.get('authorization')[0]?.toString());
      await options.checkBacklog();
      share.grow(call.request.length);
      const received = await receiveBody(
        options,
        call.request,
        { signal, encoding: 'protobuf' },
        sender,
        Date.now() * 1000,
      );
      counters.accepted += received.accepted;
      counters.rejected += received.partial?.rejected ?? 0;
      if (received.rejections.length > 0) options.onRejected(received.rejections);
      callback(null, encodeSuccess('protobuf', signal, received.partial));
    } catch (error) {
      const known = toAppError(error);
      status = httpStatusOf[known.code];
      if (status === 400) options.onUndecodable('undecodable', known.message);
      callback(toFailure(known));
    } finally {
      share.end();
      counters.countAnswer(signal, status, (performance.now() - startedAt) / 1000);
    }
  };
}

/** Lets calls under way finish, then cuts what is left. */
async function closeServer(server: Server): Promise<void> {
  const cut = setTimeout(() => server.forceShutdown(), closeTimeoutMs);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  clearTimeout(cut);
}
