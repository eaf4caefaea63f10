// F36: ids that are all zeros, too short, too long or no hex. Each is rejected in partial success, counted exactly; its neighbours stay.
import { jsonType, post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import { callGrpc } from './grpc-client.ts';
import { exportRequest, idOf, jobPairs, spanMessage } from './otlp-protobuf.ts';
import { askUntil, awaitRuns, rejectedFor } from './stored-runs.ts';

const badTraceIds = [Buffer.alloc(16), Buffer.alloc(0), Buffer.alloc(15, 1), Buffer.alloc(17, 1), Buffer.alloc(400, 1)];
const badSpanIds = [Buffer.alloc(8), Buffer.alloc(0), Buffer.alloc(7, 1), Buffer.alloc(9, 1), Buffer.alloc(400, 1)];
const badTraceHex = [
  '0'.repeat(32),
  '',
  'ab',
  'g'.repeat(32),
  `${'a'.repeat(31)}é`,
  '0x'.padEnd(32, 'a'),
  'a'.repeat(33),
  ' '.repeat(32),
];
const badSpanHex = [
  '0'.repeat(16),
  '',
  'ab',
  'g'.repeat(16),
  'a'.repeat(17),
  `${'b'.repeat(14)}\u0000`,
  '-'.repeat(16),
];

interface Partial {
  partialSuccess?: { rejectedSpans?: string | number; errorMessage?: string };
}

function protobufBody(queue: string): Buffer {
  const good = (jobId: string) => ({
    traceId: idOf(`trace ${queue} ${jobId}`, 16),
    spanId: idOf(`span ${queue} ${jobId}`, 8),
    attributes: jobPairs({ queue, jobId }),
  });
  return exportRequest([
    spanMessage(good('first')),
    ...badTraceIds.map((traceId, index) => spanMessage({ ...good(`trace-${index}`), traceId })),
    ...badSpanIds.map((spanId, index) => spanMessage({ ...good(`span-${index}`), spanId })),
    spanMessage(good('last')),
  ]);
}

function jsonBody(queue: string): string {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const end = `${Date.now()}000000`;
  const span = (jobId: string, over: object) => ({
    traceId: idOf(`trace ${queue} ${jobId}`, 16).toString('hex').toUpperCase(),
    spanId: idOf(`span ${queue} ${jobId}`, 8).toString('hex').toUpperCase(),
    name: 'work',
    kind: 5,
    startTimeUnixNano: end,
    endTimeUnixNano: end,
    attributes: [attribute('job.queue', queue), attribute('job.id', jobId), attribute('job.outcome', 'succeeded')],
    ...over,
  });
  const spans = [
    span('first', {}),
    ...badTraceHex.map((traceId, index) => span(`trace-${index}`, { traceId })),
    ...badSpanHex.map((spanId, index) => span(`span-${index}`, { spanId })),
    span('last', {}),
  ];
  const resource = { attributes: [attribute('deployment.environment.name', 'faults')] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}

export const badIds: Fault = {
  id: 'F36',
  what: 'ids that are all zeros, of the wrong length or no hex',
  async run(product) {
    const url = `${product.otlpUrl}/v1/traces`;
    const before = (await rejectedFor(product, 'bad-trace-id')) + (await rejectedFor(product, 'bad-span-id'));
    const protobuf = await post(url, protobufType, protobufBody('f36-protobuf'));
    const json = await post(url, jsonType, jsonBody('f36-json'));
    const grpc = await callGrpc(product.grpcUrl, protobufBody('f36-grpc'));
    const jsonRejected = Number((JSON.parse(json.body) as Partial).partialSuccess?.rejectedSpans ?? 0);
    const wanted = { protobuf: badTraceIds.length + badSpanIds.length, json: badTraceHex.length + badSpanHex.length };
    const told = await askUntil(
      async () => (await rejectedFor(product, 'bad-trace-id')) + (await rejectedFor(product, 'bad-span-id')) - before,
      (count) => count >= 2 * wanted.protobuf + wanted.json,
    );
    const stored = await Promise.all(
      ['f36-protobuf', 'f36-json', 'f36-grpc'].map(async (queue) => (await awaitRuns(product, queue, 2)).length),
    );
    return {
      status: protobuf.status,
      statusJson: json.status,
      grpcCode: grpc.code,
      sentBad: 2 * wanted.protobuf + wanted.json,
      rejectedJson: jsonRejected,
      toldByTrust: told,
      goodSent: 6,
      goodStored: stored.reduce((sum, one) => sum + one, 0),
      pass:
        protobuf.status === 200 &&
        json.status === 200 &&
        grpc.code === 0 &&
        jsonRejected === wanted.json &&
        told === 2 * wanted.protobuf + wanted.json &&
        stored.every((one) => one === 2),
    };
  },
};
