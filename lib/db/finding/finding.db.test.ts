import { afterAll, beforeAll, expect, it } from 'vitest';
import { countFindings } from '#lib/db/finding/count-findings.ts';
import { selectFindings } from '#lib/db/finding/select-findings.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { findOrphans } from '#lib/trust/find-orphans.ts';
import type { Finding } from '#lib/trust/finding.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const finding: Finding = {
  environment: 'qa',
  source: 'mailer',
  code: 'no-correlation',
  subject: 'bullmq',
  count: 3,
  of: 10,
  amount: null,
  traceId: null,
  runId: null,
};
const found = (source: string) =>
  selectFindings(database.pool, { environment: 'qa', limit: 100 }).then((all) =>
    all.filter((one) => one.source === source),
  );

it('adds up what is found again, takes back what was mended, and keeps the latest example', async () => {
  const { pool } = database;
  await countFindings(pool, [finding]);
  await countFindings(pool, [{ ...finding, count: -1, of: null, traceId: 'ab'.repeat(16) }]);
  expect(await found('mailer')).toMatchObject([{ count: 2, of: 10, traceId: 'ab'.repeat(16) }]);
  await countFindings(pool, [{ ...finding, count: 0, of: 90 }]);
  expect(await found('mailer')).toMatchObject([{ count: 2, of: 100 }]);
  await countFindings(pool, [{ ...finding, count: -9, of: null }]);
  expect(await found('mailer')).toEqual([]);
});

it('makes no row of what was looked at and found to be well', async () => {
  await countFindings(database.pool, [{ ...finding, source: 'fine', count: 0, of: 50 }]);
  expect(await found('fine')).toEqual([]);
});

it('keeps the largest distance of clocks, and the sum of what was left out', async () => {
  const of = (over: Partial<Finding>) => ({ ...finding, source: 'odd', of: null, count: 1, ...over });
  for (const amount of [5_000, 9_000, 2_000]) {
    await countFindings(database.pool, [
      of({ code: 'clock-ahead', amount }),
      of({ code: 'dropped-by-exporter', amount }),
    ]);
  }
  const byCode = Object.fromEntries((await found('odd')).map((one) => [one.code, [one.count, one.amount]]));
  expect(byCode).toEqual({ 'clock-ahead': [3, 9_000], 'dropped-by-exporter': [3, 16_000] });
});

it('forgets after a day, and begins anew when it is found again', async () => {
  const { pool } = database;
  await countFindings(pool, [{ ...finding, source: 'old', count: 7 }]);
  await pool.query(`update finding set last_at = last_at - interval '25 hours', first_at = first_at - interval '9 days'
                     where source = 'old'`);
  expect(await found('old')).toEqual([]);
  await countFindings(pool, [{ ...finding, source: 'old', count: 1 }]);
  const [again] = await found('old');
  expect([again?.count, again?.of]).toEqual([1, 10]);
  expect(Date.now() - (again?.firstAt.getTime() ?? 0)).toBeLessThan(3_600_000);
});

it('takes names that Postgres would refuse', async () => {
  await countFindings(database.pool, [{ ...finding, source: 'nul\0 \ud800', subject: 'x'.repeat(9_000) }]);
  expect((await found('nul\ufffd \ufffd'))[0]?.subject).toHaveLength(256);
});

it('finds spans whose parent did not arrive, and counts those whose parent did', async () => {
  const nowUs = Date.now() * 1000;
  const resource = { attributes: {}, service: 'lone', environment: 'qa' };
  const span = (spanId: string, parentSpanId: string | null): SpanRow => ({
    traceId: 'cd'.repeat(16),
    spanId: spanId.repeat(16),
    parentSpanId: parentSpanId?.repeat(16) ?? null,
    name: 'x',
    kind: 1,
    startedAt: nowUs - 330_000_000,
    durationUs: 5,
    status: 0,
    statusMessage: '',
    attributes: {},
    events: [],
    links: [],
    flags: 0,
    traceState: '',
    dropped: [0, 0, 0],
    cut: null,
    flaws: [],
    scope: { name: '', version: '' },
    resource,
  });
  await commitIngest(database.pool, { spans: [span('1', null), span('2', '1'), span('3', '9'), span('4', '8')] });
  expect(await findOrphans(database.pool, nowUs)).toMatchObject([
    { environment: 'qa', source: 'lone', code: 'missing-parent', count: 2, of: 3, traceId: 'cd'.repeat(16) },
  ]);
});
