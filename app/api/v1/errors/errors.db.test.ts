import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, useDatabase } from '#lib/api/testing/call.ts';
import { email, fillWorld, life } from '#lib/api/testing/fixture.ts';
import type { Attention } from '#lib/contracts/attention.ts';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import { type AffectedList, affectedList, type ErrorGroup, type ErrorGroupList } from '#lib/contracts/error-group.ts';
import type { RunList } from '#lib/contracts/run.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { GET as attentionRoute } from '../attention/route.ts';
import { GET as auditRoute } from '../audit/route.ts';
import { GET as runsRoute } from '../runs/route.ts';
import { GET as affectedRoute } from './[fingerprint]/affected/route.ts';
import { GET as affectedCsv } from './[fingerprint]/affected.csv/route.ts';
import { PATCH as changeOne, GET as oneRoute } from './[fingerprint]/route.ts';
import { PATCH as changeMany, GET as errorsRoute } from './route.ts';

let database: TestDatabase;
const path = '/api/v1/errors';
const hour = 3_600_000;

/** A run that dies of `error`, `agoMs` before now. */
const death = (id: string, agoMs: number, error: string, correlation?: string) =>
  life(email, {
    id,
    at: (Date.now() - agoMs) * 1000,
    waitMs: 50,
    ranMs: 70,
    outcome: 'failed',
    job: 'send-receipt',
    error,
    extra: correlation
      ? { facts: { job: 'send-receipt', correlation: { id: correlation, rank: 1, via: 'attribute' } } }
      : {},
  });
const tell = async (...evidence: ReturnType<typeof death>[]) => {
  await commitIngest(database.pool, { evidence: evidence.flat(), spans: [], samples: [], gaps: [] });
  await deriveAll(database.pool);
};
const groupOf = async (message: string): Promise<ErrorGroup> => {
  const { body } = await call<ErrorGroupList>(errorsRoute, `${path}?from=now-30d`);
  return body.items.find((group) => group.message.includes(message)) as ErrorGroup;
};
const change = (fingerprint: string, body: object) =>
  call<{ changed: number } & ErrorBody>(changeOne, `${path}/${fingerprint}`, {
    method: 'PATCH',
    params: { fingerprint },
    body,
  });

beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
  await fillWorld(database.pool, Date.now());
  await tell(
    death('a1', 2 * hour, 'disk quota exceeded', 'order-1'),
    death('a2', 10 * 60_000, 'disk quota exceeded', '=order-2'),
    death('a3', 9 * 60_000, 'disk quota exceeded', '=order-2'),
    death('a4', 5 * hour, 'disk quota exceeded'),
  );
});

afterAll(async () => {
  await webPool().end();
  await database.drop();
});

it('counts a group over stretches that end now, and the list shows as many runs', async () => {
  const { recent, fingerprint } = await groupOf('disk quota');
  expect(recent).toEqual({ h1: 2, h3: 3, h24: 4, d3: 4, d7: 4 });
  for (const [from, n] of [
    ['now-1h', recent.h1],
    ['now-3h', recent.h3],
    ['now-7d', recent.d7],
  ]) {
    const { body } = await call<RunList>(
      runsRoute,
      `/api/v1/runs?errorGroup=${fingerprint}&by=active&from=${from}&limit=200`,
    );
    expect(body.items, String(from)).toHaveLength(n as number);
  }
});

it('tells whom an error hit, page by page and as a file that no spreadsheet runs', async () => {
  const { fingerprint } = await groupOf('disk quota');
  const params = { fingerprint };
  const ask = (query: string) =>
    call<AffectedList>(affectedRoute, `${path}/${fingerprint}/affected?${query}`, { params });
  const { body } = await ask('limit=1');
  expect(affectedList.parse(body)).toEqual(body);
  expect(body).toMatchObject({ total: 2, runs: 4, runsWithout: 1, isCut: false });
  expect(body.items).toMatchObject([{ value: '=order-2', runs: 2, dead: 2 }]);
  const next = await ask(`limit=1&cursor=${body.nextCursor}`);
  expect(next.body.items).toMatchObject([{ value: 'order-1', runs: 1 }]);
  expect(next.body.nextCursor).toBeNull();
  expect((await ask('of=tenant')).body).toMatchObject({ items: [], total: 0, runsWithout: 4 });
  const csv = await call<string>(affectedCsv, `${path}/${fingerprint}/affected.csv`, { params });
  expect(csv.headers.get('content-disposition')).toContain('affected.csv');
  expect(csv.body.split('\r\n')[1]).toMatch(/^'=order-2,2,2,/);
});

it('regresses when a resolved error comes back, and says who decided what', async () => {
  const { fingerprint } = await groupOf('disk quota');
  expect(await change(fingerprint, { status: 'resolved' })).toMatchObject({ status: 200, body: { changed: 1 } });
  expect(await groupOf('disk quota')).toMatchObject({ status: 'resolved', statusBy: expect.any(String) });
  await tell(death('a5', -1_000, 'disk quota exceeded'));
  expect((await groupOf('disk quota')).status).toBe('regressed');
  const audit = await call<{ items: { action: string; target: string }[] }>(auditRoute, '/api/v1/audit');
  expect(audit.body.items[0]).toMatchObject({ action: 'error.status', target: `error:${fingerprint}` });
});

it('is ignored until so many more runs, or until a moment ahead', async () => {
  await tell(death('b1', hour, 'connection reset'));
  const { fingerprint } = await groupOf('connection reset');
  await change(fingerprint, { status: 'ignored', ignoreRuns: 2 });
  await tell(death('b2', -2_000, 'connection reset'));
  expect(await groupOf('connection reset')).toMatchObject({ status: 'ignored', ignoredRuns: 2 });
  await tell(death('b3', -2_000, 'connection reset'));
  expect((await groupOf('connection reset')).status).toBe('open');
  const past = await change(fingerprint, { status: 'ignored', ignoreUntil: new Date(Date.now() - 1).toISOString() });
  expect([past.status, past.body.error.fields]).toEqual([400, { ignoreUntil: 'must lie ahead' }]);
  expect((await change(fingerprint, { status: 'open', ignoreRuns: 2 })).status).toBe(400);
});

it('changes many at once, and nothing that is not there', async () => {
  const groups = [await groupOf('disk quota'), await groupOf('connection reset')];
  const many = (fingerprints: string[]) =>
    call<{ changed: number }>(changeMany, path, { method: 'PATCH', body: { fingerprints, status: 'resolved' } });
  const fingerprints = groups.map((group) => group.fingerprint);
  expect((await many([...fingerprints, 'ab'.repeat(16)])).body).toEqual({ changed: 2, status: 'resolved' });
  expect((await many(['ab'.repeat(16)])).status).toBe(404);
  expect((await many(['nonsense'])).status).toBe(400);
  expect((await change('zz', { status: 'open' })).status).toBe(404);
  const params = { fingerprint: 'ab'.repeat(16) };
  expect((await call(oneRoute, `${path}/${params.fingerprint}`, { params })).status).toBe(404);
});

it('says beside the navigation how many groups of the list are open', async () => {
  for (const query of ['from=now-30d', 'from=now-1h', 'from=now-30d&environment=nowhere']) {
    const list = await call<ErrorGroupList>(errorsRoute, `${path}?${query}&limit=200`);
    const open = list.body.items.filter(({ status }) => status === 'open' || status === 'regressed');
    const { body } = await call<Attention>(attentionRoute, `/api/v1/attention?${query}`);
    expect(body.errors, query).toBe(open.length);
  }
  const { body: before } = await call<Attention>(attentionRoute, '/api/v1/attention?from=now-30d');
  await tell(death('n1', hour, 'the paper is used up'));
  const { fingerprint } = await groupOf('the paper is used up');
  const { body: open } = await call<Attention>(attentionRoute, '/api/v1/attention?from=now-30d');
  await change(fingerprint, { status: 'resolved' });
  const { body: after } = await call<Attention>(attentionRoute, '/api/v1/attention?from=now-30d');
  expect(open.errors).toBe(before.errors + 1);
  expect(after.errors).toBe(before.errors);
});

it('takes a decision about several that is sent twice for one, at most 200 groups, and 30 decisions a minute', async () => {
  await tell(death('t1', hour, 'the toner is empty'), death('t2', hour, 'the lamp is dark'));
  const fingerprints = [await groupOf('the toner'), await groupOf('the lamp')].map((group) => group.fingerprint);
  const audited = async () => {
    const { rows } = await database.pool.query(`select count(*)::int4 as n from audit where action = 'error.status'`);
    return rows[0]?.n as number;
  };
  const send = (status: string, of: readonly string[] = fingerprints) =>
    call<ErrorBody>(changeMany, path, { method: 'PATCH', body: { fingerprints: of, status } });
  const before = await audited();
  expect((await send('resolved')).body).toEqual({ changed: 2, status: 'resolved' });
  const { statusAt } = await groupOf('the toner');
  expect((await send('resolved')).body).toEqual({ changed: 2, status: 'resolved' });
  expect((await groupOf('the toner')).statusAt).toBe(statusAt);
  expect(await audited()).toBe(before + 2);
  expect((await send('open')).status).toBe(200);
  expect(await audited()).toBe(before + 4);
  const many = Array.from({ length: 201 }, (_, n) => n.toString(16).padStart(16, '0'));
  expect((await send('open', many)).status).toBe(400);
  const told = [];
  for (let n = 0; n < 30; n++) told.push((await send('open')).status);
  expect(told.filter((status) => status === 200).length).toBeLessThan(30);
  expect(told.at(-1)).toBe(429);
  expect((await change(fingerprints[0] as string, { status: 'resolved' })).status).toBe(200);
});
