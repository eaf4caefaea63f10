// F25: damaged copies of good requests: bits flipped, pieces cut, doubled, swapped or put in, values of wrong types, unknown and snake_case
// keys, empty bodies, wrong content types. Every one is answered at once with 200, 400, 413 or 415; nothing dies, nothing stands still.
import { gzipSync } from 'node:zlib';
import { askApi, type Product } from '../product/start-product.ts';
import { jsonType, post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { isServing } from './is-serving.ts';
import { jobSpan, jobWords, textPair, toJson, toProtobuf } from './otlp-model.ts';
import { askUntil } from './stored-runs.ts';
import { watchProcess } from './watched-process.ts';

const mutants = isLong ? 100_000 : 4_000;
const senders = 8;
const allowed = [200, 400, 413, 415];

interface Request {
  headers: Record<string, string>;
  body: Buffer;
  path: string;
}

type Random = () => number;
const upTo = (random: Random, most: number): number => Math.floor(random() * most);

/** Rich in kinds of values, small enough that most damage hits something that matters. */
function goodRequests(): { traces: ReturnType<typeof jobSpan>[] } {
  const spans = Array.from({ length: 3 }, (_, index) =>
    jobSpan('f25', `job-${index}`, {
      attributes: [
        ...jobWords('f25', `job-${index}`, { outcome: index === 1 ? 'failed' : 'succeeded' }),
        { key: 'app.count', value: { intValue: '9007199254740993' } },
        { key: 'app.share', value: { doubleValue: 0.25 } },
        { key: 'app.list', value: { arrayValue: { values: [{ boolValue: true }, { stringValue: 'two' }] } } },
        { key: 'app.map', value: { kvlistValue: { values: [textPair('inner', 'value')] } } },
      ],
      events: [
        { timeUnixNano: '1700000000000000000', name: 'exception', attributes: [textPair('exception.type', 'E')] },
      ],
      links: [{ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) }],
      status: { code: index, message: 'm' },
    }),
  );
  return { traces: spans };
}

function damageBytes(body: Buffer, random: Random): Buffer {
  const copy = Buffer.from(body);
  const at = upTo(random, copy.length);
  const length = 1 + upTo(random, 16);
  switch (upTo(random, 7)) {
    case 0:
      copy[at] = (copy[at] ?? 0) ^ (1 << upTo(random, 8));
      return copy;
    case 1:
      return copy.subarray(0, at);
    case 2:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)]);
    case 3:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at, at + length), copy.subarray(at)]);
    case 4:
      return Buffer.concat([
        copy.subarray(0, at),
        Buffer.from(Array.from({ length }, () => upTo(random, 256))),
        copy.subarray(at),
      ]);
    case 5:
      for (let i = 0; i < length; i++) copy[upTo(random, copy.length)] = upTo(random, 256);
      return copy;
    default:
      copy.fill([0x00, 0x7f, 0x80, 0xff][upTo(random, 4)] ?? 0, at, Math.min(copy.length, at + length));
      return copy;
  }
}

const oddValues: unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e300,
  '',
  'x',
  '-1',
  'NaN',
  [],
  {},
  [[]],
  [null],
  { stringValue: 1 },
  2 ** 53,
  '\ud800',
  '\0',
];

/** One value, key or list somewhere in the message is made something else. */
function damageJson(text: string, random: Random): string {
  const message: unknown = JSON.parse(text);
  const owners: (Record<string, unknown> | unknown[])[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    owners.push(value as Record<string, unknown>);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(message);
  const owner = owners[upTo(random, owners.length)] as Record<string, unknown>;
  const keys = Object.keys(owner);
  const key = keys[upTo(random, keys.length)];
  const odd = oddValues[upTo(random, oddValues.length)];
  if (key === undefined || random() < 0.1) owner[`unknown_${upTo(random, 9)}`] = odd;
  else if (random() < 0.15) {
    owner[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = owner[key];
    delete owner[key];
  } else if (random() < 0.2) delete owner[key];
  else owner[key] = odd;
  return JSON.stringify(message);
}

function makeRequest(random: Random): Request {
  const content = goodRequests().traces;
  const isJson = random() < 0.5;
  const text = toJson({ spans: content });
  let body = isJson
    ? Buffer.from(random() < 0.6 ? damageJson(text, random) : damageBytes(Buffer.from(text), random).toString('latin1'))
    : damageBytes(toProtobuf({ spans: content }), random);
  const headers: Record<string, string> = { ...(isJson ? jsonType : protobufType) };
  if (random() < 0.02) body = Buffer.alloc(0);
  if (random() < 0.05)
    headers['content-type'] = ['text/plain', '', 'application/json; charset=utf-16', 'x'][upTo(random, 4)] ?? '';
  if (random() < 0.1) {
    headers['content-encoding'] = 'gzip';
    body = random() < 0.5 ? gzipSync(body) : damageBytes(gzipSync(body), random);
  }
  return { headers, body, path: random() < 0.15 ? '/v1/logs' : random() < 0.05 ? '/v1/metrics' : '/v1/traces' };
}

/** True once nothing waits to be derived: what was taken in did not stop the deriver. */
async function isDerived(product: Product): Promise<boolean> {
  const ask = () => askApi<{ lag: { inboxItems: number } }>(product, '/trust');
  return (await askUntil(ask, ({ lag }) => lag.inboxItems === 0)).lag.inboxItems === 0;
}

export const damagedRequests: Fault = {
  id: 'F25',
  what: 'damaged copies of good requests',
  async run(product, random) {
    const [door, worker] = [await watchProcess(product), await watchProcess(product, 'watcher')];
    const codes = new Map<number, number>();
    let slowestMs = 0;
    let sent = 0;
    let example = '';
    const loop = async () => {
      while (sent < mutants) {
        sent += 1;
        const { headers, body, path } = makeRequest(random);
        const answer = await post(`${product.otlpUrl}${path}`, headers, body);
        codes.set(answer.status, (codes.get(answer.status) ?? 0) + 1);
        slowestMs = Math.max(slowestMs, answer.ms);
        if (!allowed.includes(answer.status) && example === '') {
          example = `${answer.status} to ${path} ${JSON.stringify(headers)} ${body.toString('base64').slice(0, 2_000)}`;
        }
      }
    };
    await Promise.all(Array.from({ length: senders }, loop));
    const derived = await isDerived(product);
    const serves = await isServing(product, 'f25');
    const [cost, workerCost] = [await door.stop(), await worker.stop()];
    const wrong = [...codes].filter(([code]) => !allowed.includes(code)).reduce((sum, [, count]) => sum + count, 0);
    return {
      mutants: sent,
      codes: [...codes]
        .sort()
        .map(([code, count]) => `${code}:${count}`)
        .join(' '),
      wrong,
      example,
      slowestMs: Math.round(slowestMs),
      derived,
      serves,
      ...cost,
      workerIsSame: workerCost.isSame,
      // damage that is taken must be a part of what is sent: else the mutants are too mild to show anything
      pass:
        wrong === 0 &&
        slowestMs <= 2_000 &&
        derived &&
        serves &&
        cost.isSame &&
        workerCost.isSame &&
        (codes.get(400) ?? 0) > mutants / 10 &&
        (codes.get(200) ?? 0) > mutants / 10,
    };
  },
};
