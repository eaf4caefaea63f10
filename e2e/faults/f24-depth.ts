// F24: values nested 10,000 deep and groups in groups: 20 kB that overflow the stack of a recursive decoder. Answered at once, kept up to
// the limit and marked, or refused; the process lives.
import { jsonType, post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import { callGrpc } from './grpc-client.ts';
import { isLong } from './is-long.ts';
import { isServing } from './is-serving.ts';
import { anyText, exportRequest, idOf, jobPairs, pair, spanMessage, varint, varintField } from './otlp-protobuf.ts';
import { awaitRuns, runDetail } from './stored-runs.ts';
import { watchProcess } from './watched-process.ts';

const depth = 10_000;
const queue = 'f24';
/** Tags of length-delimited fields, from outside in. */
const lists = [0x2a, 0x0a];
const maps = [0x32, 0x0a, 0x12];

function nested(tags: readonly number[], levels = depth): Buffer {
  const pieces = [anyText('deepest')];
  let length = pieces[0]?.length ?? 0;
  for (let level = 0; level < levels; level++) {
    for (const tag of [...tags].reverse()) {
      const head = Buffer.concat([Buffer.from([tag]), varint(length)]);
      pieces.push(head);
      length += head.length;
    }
  }
  return Buffer.concat(pieces.reverse());
}

function protobufWith(jobId: string, value: Buffer, more: Buffer[] = []): Buffer {
  const attributes = [...jobPairs({ queue, jobId }), pair('app.deep', value)];
  const ids = { traceId: idOf(`trace ${queue} ${jobId}`, 16), spanId: idOf(`span ${queue} ${jobId}`, 8) };
  return exportRequest([spanMessage({ ...ids, attributes, more })]);
}

function jsonWith(jobId: string, open: string, close: string): string {
  const words = { 'job.system': 'ledger', 'job.queue': queue, 'job.id': jobId, 'job.outcome': 'succeeded' };
  const pairs = Object.entries(words).map(([key, stringValue]) => JSON.stringify({ key, value: { stringValue } }));
  const deep = `{"key":"app.deep","value":${open.repeat(depth)}{"stringValue":"deepest"}${close.repeat(depth)}}`;
  const [traceId, spanId] = [idOf(`trace ${queue} ${jobId}`, 16), idOf(`span ${queue} ${jobId}`, 8)].map((id) =>
    id.toString('hex'),
  );
  const end = `${Date.now()}000000`;
  const span = `{"traceId":"${traceId}","spanId":"${spanId}","name":"work","kind":5,"startTimeUnixNano":"${end}","endTimeUnixNano":"${end}","attributes":[${[...pairs, deep].join(',')}]}`;
  const resource = '{"attributes":[{"key":"deployment.environment.name","value":{"stringValue":"faults"}}]}';
  return `{"resourceSpans":[{"resource":${resource},"scopeSpans":[{"spans":[${span}]}]}]}`;
}

/** Start-group tags of field 100, as many as asked, and their ends. */
function groups(count: number): Buffer {
  const [start, end] = [varint(100 * 8 + 3), varint(100 * 8 + 4)];
  return Buffer.concat([...Array.from({ length: count }, () => start), ...Array.from({ length: count }, () => end)]);
}

export const depthBomb: Fault = {
  id: 'F24',
  what: 'values 10,000 deep in protobuf and JSON, groups in groups',
  async run(product) {
    const bodies: Record<string, { type: Record<string, string>; body: Buffer | string; allowed: number[] }> = {
      lists: { type: protobufType, body: protobufWith('lists', nested(lists)), allowed: [400] },
      maps: { type: protobufType, body: protobufWith('maps', nested(maps)), allowed: [400] },
      // deep, but not hostile: kept as far as the limit goes, with a mark
      somewhat: { type: protobufType, body: protobufWith('somewhat', nested(maps, 40)), allowed: [200] },
      groups: { type: protobufType, body: protobufWith('groups', anyText(''), [groups(depth)]), allowed: [400] },
      openGroups: {
        type: protobufType,
        body: protobufWith('open', anyText(''), [groups(depth).subarray(0, depth)]),
        allowed: [400],
      },
      // known fields with the wire type of a group
      wrongType: {
        type: protobufType,
        body: Buffer.concat([varint(8 + 3), varintField(2, 1), varint(8 + 4)]),
        allowed: [200, 400],
      },
      jsonLists: {
        type: jsonType,
        body: jsonWith('json-lists', '{"arrayValue":{"values":[', ']}}'),
        allowed: [200, 400],
      },
      jsonMaps: {
        type: jsonType,
        body: jsonWith('json-maps', '{"kvlistValue":{"values":[{"key":"k","value":', '}]}}'),
        allowed: [200, 400],
      },
      jsonUnknown: {
        type: jsonType,
        body: `{"unknown":${'['.repeat(depth)}${']'.repeat(depth)}}`,
        allowed: [200, 400],
      },
      jsonOpen: { type: jsonType, body: '['.repeat(100_000), allowed: [400] },
    };
    const rounds = isLong ? 1_000 : 60;
    const door = await watchProcess(product);
    const times: number[] = [];
    const wrong = new Set<string>();
    for (let round = 0; round < rounds; round++) {
      for (const [name, { type, body, allowed }] of Object.entries(bodies)) {
        const answer = await post(`${product.otlpUrl}/v1/traces`, type, body);
        times.push(answer.ms);
        if (!allowed.includes(answer.status)) wrong.add(`${name}=${answer.status}`);
      }
    }
    const grpc = await callGrpc(product.grpcUrl, bodies.maps?.body as Buffer);
    if (grpc.code !== 0 && grpc.code !== 3) wrong.add(`grpc=${grpc.code}`);
    const runs = await awaitRuns(product, queue, 1);
    const details = await Promise.all(runs.map(({ id }) => runDetail(product, id)));
    const marked = details.filter((run) => (run.spans[0]?.cut?.depth ?? 0) > 0).length;
    const serves = await isServing(product, queue);
    const cost = await door.stop();
    times.sort((a, b) => a - b);
    const p99 = times[Math.ceil(times.length * 0.99) - 1] ?? 0;
    return {
      payloads: times.length,
      wrong: [...wrong].join(' '),
      p99Ms: Math.round(p99 * 10) / 10,
      maxMs: Math.round(times.at(-1) ?? 0),
      kept: runs.length,
      marked,
      serves,
      ...cost,
      pass: wrong.size === 0 && p99 <= 100 && cost.isSame && serves && runs.length === 1 && marked === 1,
    };
  },
};
