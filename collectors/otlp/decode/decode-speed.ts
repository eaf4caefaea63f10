// How many spans a second of CPU the way from a body to packed rows takes, step by step. For `npm run bench`, which hands in the bodies:
//   node collectors/otlp/decode/decode-speed.ts <file> <rounds>
// The file holds OTLP/protobuf trace requests, each with its length before it as four bytes. Prints JSON.
import { readFileSync } from 'node:fs';
import type { Evidence } from '#lib/domain/evidence.ts';
import { packRequest } from '#lib/ingest/pack-request.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { spansToEvidence } from '../dialects/index.ts';
import { redactSpans } from '../redact.ts';
import { decodeRequest } from './decode-request.ts';
import { Decoding } from './decoding.ts';
import { decodeTracesProtobuf } from './protobuf-request.ts';

const [file = '', rounds = '5'] = process.argv.slice(2);
const bytes = readFileSync(file);
const bodies: Buffer[] = [];
for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32LE(at)) {
  bodies.push(bytes.subarray(at + 4, at + 4 + bytes.readUInt32LE(at)));
}
const nowUs = Date.now() * 1000;
const decoded = (): SpanRow[][] => bodies.map((body) => decodeTracesProtobuf(body, new Decoding(nowUs)).spans);
const rows = decoded();
const spans = rows.reduce((sum, list) => sum + list.length, 0);
const evidence = rows.map((list): Evidence[] => spansToEvidence(list, nowUs));

const steps: Record<string, () => unknown> = {
  decode: decoded,
  redact: () => rows.map((list) => redactSpans(list)),
  'dialects: spans to evidence': () => rows.map((list) => spansToEvidence(list, nowUs)),
  pack: () => rows.map((list, i) => packRequest({ evidence: evidence[i] ?? [], spans: list, logs: [] })),
  'all, body to packed request': () =>
    bodies.map((body) => decodeRequest({ body, signal: 'traces', encoding: 'protobuf', environment: null, nowUs })),
};

const rates = Object.fromEntries(Object.keys(steps).map((name): [string, number[]] => [name, []]));
// The first rounds warm up and are not counted.
for (let round = -2; round < Number(rounds); round++) {
  for (const [name, step] of Object.entries(steps)) {
    // By CPU time, so that what else the machine does does not count; collecting garbage does.
    const started = process.cpuUsage();
    step();
    const { user, system } = process.cpuUsage(started);
    if (round >= 0) rates[name]?.push(spans / ((user + system) / 1e6));
  }
}
console.log(JSON.stringify(rates));
