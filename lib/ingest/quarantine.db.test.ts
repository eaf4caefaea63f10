// Rows that decoding lets pass but Postgres refuses, as a constraint of the operator's own would: here, durations and bodies that the
// test forbids on its own database.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { selectBacklog } from '#lib/db/inbox/select-backlog.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import type { Pool } from '#lib/db/pool.ts';
import { selectQuarantine } from '#lib/db/quarantine/select-quarantine.ts';
import { selectSpans } from '#lib/db/span/select-spans.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { packRequest } from '#lib/ingest/pack-request.ts';
import type { LogRow, SpanRow } from '#lib/ingest/span-row.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';

const nowUs = Date.now() * 1000;
const poisonUs = 666;
const evidence = jobStream({ runs: 3, runsPerSecond: 10, startUs: nowUs - 60_000_000 });
const resource = { attributes: { 'service.name': 'shop' }, service: 'shop', environment: 'test' };
let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await prepareDatabase(pool);
  await pool.query(`alter table span add constraint no_poison check (duration_us <> ${poisonUs})`);
  await pool.query(`alter table log add constraint no_poison check (body <> 'poison')`);
});
beforeEach(() => pool.query('truncate span, span_chunk, log, inbox, ingest_batch, quarantine'));
afterAll(() => database.drop());

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

function spanRow(n: number, durationUs: number, over: Partial<SpanRow> = {}): SpanRow {
  return {
    traceId: hex(1 + (n >> 3), 32),
    spanId: hex(n + 1, 16),
    parentSpanId: null,
    name: 'work',
    kind: 1,
    startedAt: nowUs - n,
    durationUs,
    status: 0,
    statusMessage: '',
    attributes: { n, card: 'secret-4111' },
    events: [],
    links: [],
    flags: 0,
    traceState: '',
    dropped: [0, 0, 0],
    cut: null,
    flaws: [],
    scope: { name: 'by-hand', version: '' },
    resource,
    ...over,
  };
}

const logRow = (n: number, body: string): LogRow => ({
  at: nowUs - n,
  traceId: hex(1, 32),
  spanId: null,
  severity: 9,
  body,
  attributes: {},
  cut: null,
  scope: { name: '', version: '' },
  resource,
});

const requestOf = (spans: SpanRow[], logs: LogRow[] = []) => packRequest({ evidence, spans, logs });
const count = async (table: string): Promise<number> =>
  (await pool.query<{ n: number }>(`select count(*)::int4 as n from ${table}`)).rows[0]?.n ?? -1;

test('one poison span among 999 neighbours goes into quarantine, the neighbours and all evidence are stored', async () => {
  const spans = Array.from({ length: 1_000 }, (_, n) => spanRow(n, n === 617 ? poisonUs : n + 1_000));
  const committed = await commitIngest(pool, { ledgerIds: [Buffer.from('a')], requests: [requestOf(spans)] });
  expect(committed).toEqual({ isRepeat: false, quarantined: [1] });
  expect(await count('span')).toBe(999);
  expect((await selectBacklog(pool)).items).toBe(evidence.length);
  const [row, ...others] = await selectQuarantine(pool, 10);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ source: 'shop', records: 1, reason: expect.stringMatching(/no_poison.*23514/) });
  expect(JSON.parse(row?.sample ?? '')).toMatchObject({ record: 'span', name: 'work', spanId: hex(618, 16) });
  expect(JSON.stringify(row)).not.toContain('secret');
  // a neighbour of the same chunk has its own details still
  const { spans: read } = await selectSpans(pool, { traceIds: [hex(1 + (617 >> 3), 32)] });
  expect(read).toHaveLength(7);
  for (const span of read) expect(hex(Number(span.attributes.n) + 1, 16)).toBe(span.spanId);
});

test('poison is counted for the request that brought it, wherever it stands, and kept once per reason', async () => {
  const poison = (n: number): boolean => [0, 1, 299, 400, 699].includes(n);
  const requests = [0, 1, 2].map((request) =>
    requestOf(
      Array.from({ length: 300 }, (_, i) => request * 300 + i).map((n) => spanRow(n, poison(n) ? poisonUs : 5)),
      [logRow(request, 'fine'), ...(request === 2 ? [logRow(9, 'poison')] : [])],
    ),
  );
  const { quarantined } = await commitIngest(pool, { requests });
  expect(quarantined).toEqual([3, 1, 2]);
  expect([await count('span'), await count('log')]).toEqual([895, 3]);
  const rows = await selectQuarantine(pool, 10);
  expect(rows.map((row) => row.records).sort()).toEqual([1, 5]);
});

test('a request of nothing but poison leaves the ledger entry and stores nothing else', async () => {
  const request = packRequest({ evidence: [], spans: [spanRow(1, poisonUs), spanRow(2, poisonUs)], logs: [] });
  const { quarantined } = await commitIngest(pool, { ledgerIds: [Buffer.from('b')], requests: [request] });
  expect(quarantined).toEqual([2]);
  expect([await count('span'), await count('ingest_batch')]).toEqual([0, 1]);
});

test('a day that was dropped after it was known is no poison: its spans move to the nearest day and keep their start', async () => {
  const earliest = await pool.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'span'::regclass order by 1 limit 1`,
  );
  const name = earliest.rows[0]?.name ?? '';
  const day = Date.parse(name.replace(/^span_(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3T12:00:00Z')) * 1000;
  // known to this process from here on
  await commitIngest(pool, { requests: [requestOf([spanRow(1, 5, { startedAt: day })])] });
  await pool.query(`drop table ${name}, ${name.replace('span', 'span_chunk')}`);
  const { quarantined } = await commitIngest(pool, { requests: [requestOf([spanRow(2, 5, { startedAt: day + 7 })])] });
  expect(quarantined).toEqual([0]);
  const { spans } = await selectSpans(pool, { traceIds: [hex(1, 32)] });
  expect(spans).toMatchObject([{ spanId: hex(3, 16), sentStartedAt: day + 7, attributes: { n: 2 } }]);
});

test('what is not about data stores nothing and is told', async () => {
  await pool.query('alter table span rename to span_away');
  try {
    await expect(commitIngest(pool, { requests: [requestOf([spanRow(1, 5)])] })).rejects.toThrow('span');
  } finally {
    await pool.query('alter table span_away rename to span');
  }
  expect([await count('span'), await count('inbox'), await count('quarantine')]).toEqual([0, 0, 0]);
});
