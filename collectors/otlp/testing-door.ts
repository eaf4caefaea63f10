// A running door on a test database, and ways to send to it. For tests only.
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectSpans } from '#lib/db/span/select-spans.ts';
import { readSettings, type Settings } from '#lib/env.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { type DoorPatience, startDoor } from './door.ts';

export interface TestDoor {
  url: string;
  port: number;
  grpcPort: number;
  database: TestDatabase;
  close(): Promise<void>;
}

/** What a test reads right after its acknowledgement must not lie in the spool because the machine is busy. */
const inNoHurry: DoorPatience = { slowCommitMs: 20_000 };

/** `host` other than loopback demands keys. */
export async function openTestDoor(
  host = '127.0.0.1',
  over: Partial<Settings> = {},
  patience: DoorPatience = inNoHurry,
): Promise<TestDoor> {
  const database = await createTestDatabase();
  const dataDir = testFolder();
  const settings = { ...readSettings({}), host, otlpHttpPort: 0, otlpGrpcPort: 0, dataDir, ...over };
  const door = await startDoor({ settings, pool: database.pool }, patience);
  return {
    url: `http://127.0.0.1:${door.port}`,
    port: door.port,
    grpcPort: door.grpcPort,
    database,
    async close() {
      await door.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A data directory for a door. */
export const testFolder = (): string => mkdtempSync(join(tmpdir(), 'signalbox-door-'));

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** A POST with exactly these headers. A list of pieces is sent chunked. */
export function post(url: string, headers: Record<string, string>, body: Buffer | Buffer[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
      );
    });
    request.on('error', reject);
    if (Array.isArray(body)) for (const piece of body) request.write(piece);
    else request.setHeader('content-length', body.length);
    request.end(Array.isArray(body) ? undefined : body);
  });
}

export const jsonType = { 'content-type': 'application/json' };
export const protobufType = { 'content-type': 'application/x-protobuf' };

let counter = 0;

/** A hand-written job's span as OTLP/JSON, fresh ids each time; `over` overrides fields. */
export function jobSpan(over: Record<string, unknown> = {}): Record<string, unknown> {
  counter++;
  const now = Date.now() * 1_000_000;
  return {
    traceId: `a${counter.toString(16).padStart(31, '0')}`,
    spanId: `b${counter.toString(16).padStart(15, '0')}`,
    name: 'work',
    kind: 5,
    startTimeUnixNano: String(now - 50_000_000),
    endTimeUnixNano: String(now),
    attributes: [
      { key: 'job.id', value: { stringValue: `job-${counter}` } },
      { key: 'job.name', value: { stringValue: 'tidy-up' } },
      { key: 'job.queue', value: { stringValue: 'chores' } },
    ],
    ...over,
  };
}

export function tracesOf(spans: object[], service = 'tester'): { resourceSpans: object[] } {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'by-hand' }, spans }] }] };
}

/** An export request of log records of the service `logger`, as OTLP/JSON. */
export const logsOf = (logRecords: object[]): { resourceLogs: object[] } => ({
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'logger' } }] },
      scopeLogs: [{ scope: { name: 'x' }, logRecords }],
    },
  ],
});

export const jsonOf = (message: object): Buffer => Buffer.from(JSON.stringify(message));

/** What is stored of the trace of a span as it was sent. */
export const storedSpans = async (door: TestDoor, span: Record<string, unknown>) =>
  (await selectSpans(door.database.pool, { traceIds: [String(span.traceId).toLowerCase()] })).spans;

/** The door's own figures from /metrics, without labels: `records_acked_total` and so on. Empty while it does not answer. */
export async function doorFigures(url: string): Promise<Record<string, number>> {
  const text = await fetch(`${url}/metrics`).then(
    (answer) => answer.text(),
    () => '',
  );
  const found = text.matchAll(/^signalbox_door_(\w+) (\d+)$/gm);
  return Object.fromEntries([...found].map((match) => [match[1], Number(match[2])]));
}
