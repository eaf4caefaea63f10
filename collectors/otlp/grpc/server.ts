// OTLP over gRPC: the same authentication, admission, decoder and commit group as over HTTP.
import { isIPv6 } from 'node:net';
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { AppError } from '#lib/errors.ts';
import { encodeSuccess } from '#lib/http/otlp-reply.ts';
import type { Signal } from '../http/request-head.ts';
import { type Intake, takeIn } from '../http/take-in.ts';
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

/** Listens until closed. `intake` is shared with the HTTP listener. Rejects when the port cannot be had. */
export async function openGrpcDoor(
  intake: Intake & { maxBodyBytes: number },
  at: { address: string; port: number },
): Promise<GrpcListening> {
  const server = new Server({ 'grpc.max_receive_message_length': intake.maxBodyBytes });
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
    const implementation: UntypedServiceImplementation = { Export: exporter(intake, signal) };
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

function exporter(intake: Intake, signal: Signal): handleUnaryCall<Buffer, Buffer> {
  return async (call, callback) => {
    const outcome = await takeIn(intake, {
      signal,
      encoding: 'protobuf',
      authorization: call.metadata.get('authorization')[0]?.toString(),
      contentLength: call.request.length,
      read: async () => call.request,
    });
    if (outcome instanceof AppError) callback(toFailure(outcome));
    else callback(null, encodeSuccess('protobuf', signal, outcome.partial));
  };
}

/** Lets calls under way finish, then cuts what is left. */
async function closeServer(server: Server): Promise<void> {
  const cut = setTimeout(() => server.forceShutdown(), closeTimeoutMs);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  clearTimeout(cut);
}
