// The gRPC listener alone, in front of a store that keeps nothing: no database needed. For tests only.
import { decodeRequest } from '../decode/decode-request.ts';
import { Admission } from '../http/admission.ts';
import { DoorCounters } from '../http/counters.ts';
import { KeyQuotas } from '../http/quota.ts';
import type { Intake } from '../http/take-in.ts';
import { type GrpcListening, type GrpcOptions, openGrpcDoor } from './server.ts';
import { type CallAnswer, type CallOptions, callDoor, exportPaths, type RawCall, rawCall } from './testing-call.ts';

export const maxBodyBytes = 100_000;

export interface TestGrpcListener {
  door: GrpcListening;
  port: number;
  intake: Intake & { maxBodyBytes: number };
  /** One TraceService call, on a connection of its own. */
  send(body: Buffer, how?: CallOptions): Promise<CallAnswer>;
  /** The same, to be written by hand; its connection ends with the listener. */
  raw(headers?: Record<string, string>): Promise<RawCall>;
  /** Once is enough; the door may be closed before. */
  close(): Promise<void>;
}

export async function openTestGrpc(
  over: Partial<TestGrpcListener['intake']> = {},
  options: GrpcOptions = {},
): Promise<TestGrpcListener> {
  const intake: TestGrpcListener['intake'] = {
    maxBodyBytes,
    admission: new Admission(150_000),
    quotas: new KeyQuotas({ bytesPerSecond: 1e9, burstBytes: 1e9, maxBytesInFlight: 1e9 }),
    counters: new DoorCounters(),
    store: { add: async () => {} },
    decode: async (asked) => decodeRequest(asked),
    authenticate: async () => ({ environment: null, key: null }),
    checkBacklog: () => {},
    onRejected: () => {},
    onUndecodable: () => {},
    ...over,
  };
  const door = await openGrpcDoor(intake, { address: '127.0.0.1', port: 0 }, options);
  const { port } = door;
  const calls: RawCall[] = [];
  return {
    door,
    port,
    intake,
    send: (body, how) => callDoor(port, exportPaths.traces, body, how),
    async raw(headers) {
      const call = await rawCall(port, exportPaths.traces, headers);
      calls.push(call);
      return call;
    },
    async close() {
      for (const call of calls) call.session.destroy();
      await door.close();
    },
  };
}
