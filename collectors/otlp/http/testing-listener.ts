// The HTTP listener alone, in front of a store that keeps nothing: no database needed. For tests only.
import { decodeRequest } from '../decode/decode-request.ts';
import { Admission } from './admission.ts';
import { DoorCounters } from './counters.ts';
import { KeyQuotas } from './quota.ts';
import { type DoorOptions, type Listening, openDoor } from './server.ts';

export const openTestListener = (over: Partial<DoorOptions> = {}): Promise<Listening> =>
  openDoor({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 100_000,
    admission: new Admission(150_000),
    quotas: new KeyQuotas({ bytesPerSecond: 100_000, burstBytes: 100_000, maxBytesInFlight: 100_000 }),
    counters: new DoorCounters(),
    store: { add: async () => {} },
    decode: async (asked) => decodeRequest(asked),
    authenticate: async () => ({ environment: null, key: null }),
    checkBacklog: () => {},
    readiness: async () => ({ isReady: true, reasons: [] }),
    spoolGauges: () => ({ records: 0, bytes: 0, maxBytes: 0 }),
    otherMetrics: async () => [],
    requireMetricsReader: async () => {},
    onRejected: () => {},
    onUndecodable: () => {},
    ...over,
  });
