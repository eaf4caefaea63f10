// Damages OTLP bodies at random, the same way for the same seed. For tests only.
import { createHash } from 'node:crypto';

/** A small generator of random numbers: SFC32. Source: https://pracrand.sourceforge.net/RNG_engines.txt */
export function randomOf(seed: number): (below: number) => number {
  const start = createHash('sha256').update(String(seed)).digest();
  let [a, b, c, counter] = [0, 4, 8, 12].map((at) => start.readInt32LE(at)) as [number, number, number, number];
  return (below) => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) % below;
  };
}

type Random = (below: number) => number;
const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T;

/** Bytes that end numbers, carry on for ever, or are tags of every wire type. */
const evilBytes = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0x0b, 0x0c, 0x12, 0x3a, 0x2a, 0x32, 0xc0, 0xed, 0xf4];

/** One to four damages: flipped, cut, inserted, repeated, moved or swapped bytes. */
export function mutateBytes(body: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(body);
  for (let rounds = 1 + random(4); rounds > 0 && bytes.length > 0; rounds--) {
    const at = random(bytes.length);
    const length = 1 + random(Math.min(32, bytes.length - at));
    switch (random(8)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 1:
        bytes[at] = pick(random, evilBytes);
        break;
      case 2:
        bytes = bytes.subarray(0, at);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([pick(random, evilBytes)]), bytes.subarray(at)]);
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
        break;
      case 5:
        bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
        break;
      case 6:
        // Another wire type for what may be a tag.
        bytes[at] = ((bytes[at] ?? 0) & 0xf8) | random(8);
        break;
      default: {
        const to = random(bytes.length - length + 1);
        bytes.copyWithin(to, at, at + length);
      }
    }
  }
  return bytes;
}

const evilValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  2 ** 53,
  '',
  '0',
  'x',
  '\0',
  '\ud800',
  '-9223372036854775809',
  '18446744073709551616',
  'constructor',
  [],
  [[]],
  {},
  { values: [null] },
  { stringValue: 1 },
];
const evilKeys = ['__proto__', 'constructor', 'toString', 'trace_id', 'resource_spans', 'values', 'value', 'key', ''];

/** One to three nodes of the message are replaced, renamed, removed, repeated or put elsewhere; rarely the text is damaged as well. */
export function mutateJson(message: object, random: Random): Buffer {
  const root = structuredClone(message) as Record<string, unknown>;
  for (let rounds = 1 + random(3); rounds > 0; rounds--) {
    const nodes = nodesOf(root);
    const { owner, key } = pick(random, nodes);
    const other = pick(random, nodes);
    switch (random(6)) {
      case 0:
        owner[key] = structuredClone(pick(random, evilValues));
        break;
      case 1:
        define(owner, Array.isArray(owner) ? key : pick(random, evilKeys), owner[key]);
        break;
      case 2:
        delete owner[key];
        break;
      case 3:
        owner[key] = [owner[key], owner[key]];
        break;
      case 4:
        owner[key] = structuredClone(other.owner[other.key]);
        break;
      default:
        owner[key] = typeof owner[key] === 'string' ? Number(owner[key]) : JSON.stringify(owner[key]);
    }
  }
  const text = Buffer.from(JSON.stringify(root));
  return random(8) === 0 ? mutateBytes(text, random) : text;
}

/** Every place of the message that holds a value. */
function nodesOf(root: object): { owner: Record<string, unknown>; key: string }[] {
  const nodes: { owner: Record<string, unknown>; key: string }[] = [];
  const pending: object[] = [root];
  for (let owner = pending.pop(); owner; owner = pending.pop()) {
    for (const [key, value] of Object.entries(owner)) {
      nodes.push({ owner: owner as Record<string, unknown>, key });
      if (typeof value === 'object' && value !== null) pending.push(value);
    }
  }
  return nodes.length > 0 ? nodes : [{ owner: root as Record<string, unknown>, key: 'resourceSpans' }];
}

const define = (owner: object, key: string, value: unknown) =>
  Object.defineProperty(owner, key, { value, enumerable: true, writable: true, configurable: true });
