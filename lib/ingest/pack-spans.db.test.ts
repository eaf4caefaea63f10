// From rows to packed requests, bound, stored and read back: every detail, however requests are grouped.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { selectSpans } from '#lib/db/span/select-spans.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { packRequest } from '#lib/ingest/pack-request.ts';
import { spanChunkCodec, unpackSpanChunk } from '#lib/ingest/span-chunk.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

const nowUs = Date.now() * 1000;
let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
});
beforeEach(() => pool.query('truncate span, span_chunk'));
afterAll(() => database.drop());

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
const resources = ['shop', 'mailer'].map((service) => ({
  attributes: { 'service.name': service },
  service,
  environment: 'test',
}));
const scopes = ['a', 'b', 'c'].map((name) => ({ name, version: '1' }));

function spanRow(n: number): SpanRow {
  return {
    traceId: hex(1 + (n % 7), 32),
    spanId: hex(n + 1, 16),
    parentSpanId: n % 3 === 0 ? null : hex(n, 16),
    name: `span ${n % 5}`,
    kind: n % 6,
    // some of yesterday
    startedAt: nowUs - (n % 4 === 0 ? 86_400_000_000 : 0) - n,
    durationUs: n,
    status: n % 3,
    statusMessage: n % 2 === 0 ? `said ${n}` : '',
    attributes: { n, nested: { list: [1, null, 'x'] } },
    events: n % 5 === 0 ? [{ at: nowUs, name: 'event', attributes: { n } }] : [],
    links: n % 6 === 0 ? [{ traceId: hex(9, 32), spanId: hex(8, 16), attributes: {}, flags: 1 }] : [],
    flags: n % 2,
    traceState: n % 9 === 0 ? 'a=b' : '',
    dropped: [n % 2, 0, 0],
    cut: null,
    flaws: n % 10 === 0 ? ['no-end'] : [],
    scope: scopes[n % 3] as SpanRow['scope'],
    resource: resources[n % 2] as SpanRow['resource'],
  };
}

async function stored(): Promise<Map<string, object>> {
  const traceIds = Array.from({ length: 7 }, (_, i) => hex(1 + i, 32));
  const { spans } = await selectSpans(pool, { traceIds });
  return new Map(spans.map((span) => [span.spanId, span]));
}

const seen = (row: SpanRow) => ({
  ...row,
  statusMessage: row.statusMessage || null,
  service: row.resource.service,
  environment: 'test',
  resource: row.resource.attributes,
  sentStartedAt: null,
});

test.each([
  { name: 'one large request', size: 260 },
  { name: 'many requests of a few spans, which share chunks', size: 3 },
  { name: 'requests of one span', size: 1 },
  { name: 'requests of every size', size: 37 },
])('$name: every span comes back as it was', async ({ size }) => {
  const rows = Array.from({ length: 260 }, (_, n) => spanRow(n));
  const requests = [];
  for (let from = 0; from < rows.length; from += size) {
    requests.push(packRequest({ evidence: [], spans: rows.slice(from, from + size), logs: [] }));
  }
  await commitIngest(pool, { requests });
  const found = await stored();
  expect(found.size).toBe(rows.length);
  for (const row of rows) expect(found.get(row.spanId)).toEqual(seen(row));
  const chunks = await pool.query<{ n: number }>('select count(*)::int4 as n from span_chunk');
  // two days, at most 50 a chunk, none of the many small requests with one of its own
  expect(chunks.rows[0]?.n).toBeLessThan(16);
});

test('a start that no stored day holds moves, and is kept as sent', async () => {
  const row = { ...spanRow(1), startedAt: Date.UTC(2001, 1, 1) * 1000 };
  await commitIngest(pool, { requests: [packRequest({ evidence: [], spans: [row], logs: [] })] });
  const [span] = [...(await stored()).values()];
  expect(span).toMatchObject({ sentStartedAt: row.startedAt, attributes: row.attributes });
});

test('a chunk of the first codec, deflated and with references forward by index, is read still', async () => {
  const { deflateRawSync } = await import('node:zlib');
  const first = [
    { a: { n: 1 }, s: { name: 'x', version: '' }, r: { k: 'v' } },
    { a: { n: 2 }, s: 0, r: 0 },
  ];
  const details = unpackSpanChunk(1, deflateRawSync(JSON.stringify(first)));
  expect(details.map(({ attributes, scope, resource }) => [attributes.n, scope.name, resource.k])).toEqual([
    [1, 'x', 'v'],
    [2, 'x', 'v'],
  ]);
  expect(() => unpackSpanChunk(spanChunkCodec + 1, Buffer.alloc(0))).toThrow('codec');
});
