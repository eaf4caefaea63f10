import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, call, useDatabase } from '#lib/api/testing/call.ts';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { GET } from '../../../metrics/route.ts';
import { POST } from './route.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
});
afterAll(async () => {
  await webPool().end();
  await database.drop();
});

const path = '/api/v1/csp-reports';
const send = (body: unknown, type: string, headers: Record<string, string> = {}): Promise<Answer<ErrorBody>> =>
  call<ErrorBody>(POST, path, { method: 'POST', token: null, body, headers: { 'content-type': type, ...headers } });
const counted = async (directive: string): Promise<number> => {
  const { body } = await call<string>(GET, '/metrics');
  return Number(new RegExp(`signalbox_csp_reports_total\\{directive="${directive}"\\} (\\d+)`).exec(body)?.[1]);
};
const refused = { 'csp-report': { 'effective-directive': 'img-src', 'blocked-uri': 'https://evil.example/x?y=z' } };

it('takes both kinds of report from anybody, with a cookie and without an origin, and counts them', async () => {
  expect(await counted('img-src')).toBe(0);
  expect((await send(refused, 'application/csp-report', { cookie: 'signalbox_session=x' })).status).toBe(204);
  const several = [0, 1].map(() => ({
    type: 'csp-violation',
    body: { effectiveDirective: 'img-src', blockedURL: '' },
  }));
  expect((await send(several, 'application/reports+json')).status).toBe(204);
  expect(await counted('img-src')).toBe(3);
});

it('refuses other types, other bodies, large ones, and many of one address', async () => {
  expect((await send(refused, 'application/json')).status).toBe(415);
  expect((await send({}, 'application/csp-report')).status).toBe(400);
  expect((await send({ 'csp-report': { x: 'y'.repeat(17_000) } }, 'application/csp-report')).status).toBe(413);
  const from = { 'x-forwarded-for': '192.0.2.7' };
  for (let i = 0; i < 60; i++) expect((await send(refused, 'application/csp-report', from)).status).toBe(204);
  const late = await send(refused, 'application/csp-report', from);
  expect(late.status).toBe(429);
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await send(refused, 'application/csp-report')).status).toBe(204);
  expect(await counted('img-src')).toBe(64);
});
