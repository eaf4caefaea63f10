// The way of one order through the examples as they are copied: a real Next.js route, a pg-boss job, a BullMQ job, a check-in; and of a Vercel cron.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getJourney } from '#lib/api/get-journey.ts';
import { bootstrap, useDatabase } from '#lib/api/testing/call.ts';
import { hashToken } from '#lib/auth/api-token.ts';
import { authorise } from '#lib/auth/authorise.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { AppError } from '#lib/errors.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { startRedis, type TestRedis } from '#lib/testing/redis.ts';
import { type OwnDoor, startOwnDoor } from './own-door.ts';
import { type Example, startExample, startNextExample } from './start-example.ts';

/** Next.js is built here; on a busy machine that takes minutes. */
const patience = 900_000;
const tokens = { receipts: 'token-of-the-receipts', digest: 'token-of-the-digest' };

let database: TestDatabase;
let redis: TestRedis;
let door: OwnDoor;
let worker: Example;
let shop: Example & { url: string };
beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startRedis()]);
  useDatabase(database.url);
  for (const [name, token] of Object.entries(tokens)) {
    await database.pool.query(
      `insert into schedule (environment, source, system, name, is_ours, token_hash)
       values ('production', 'check-in', 'check-in', $1, true, $2)`,
      [name, hashToken(token)],
    );
  }
  door = await startOwnDoor(database.url);
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, SIGNALBOX_OTLP_URL: door.url };
  const next = startNextExample({ ...env, CRON_SECRET: 'c', SIGNALBOX_CHECK_IN_TOKEN: tokens.digest });
  worker = startExample('worker.js', {
    ...env,
    SIGNALBOX_CHECK_IN_TOKEN: tokens.receipts,
    OTEL_SERVICE_NAME: 'shop-worker',
  });
  await worker.until('working');
  shop = await next;
}, patience);
afterAll(async () => {
  await Promise.all([shop?.stop(), worker?.stop()]);
  await Promise.all([door?.close(), redis?.stop()]);
  await database.drop();
}, patience);

/** What belongs to one correlation ID, as the API answers it. */
async function journeyOf(correlationId: string) {
  await deriveAll(database.pool);
  const headers = new Headers({ authorization: `Bearer ${bootstrap}` });
  const caller = await authorise(headers, '/api/v1/journeys/[correlationId]', 'GET');
  return getJourney(caller, correlationId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  });
}
const runsOf = async (correlationId: string) =>
  (await journeyOf(correlationId))?.runs.map((run) => `${run.system} ${run.queue} ${run.state}`).sort();

const whole = { timeout: 180_000, interval: 500 };

it(
  'joins request, pg-boss job, BullMQ job and check-in in one journey',
  async () => {
    const headers = { 'x-request-id': 'order-4711', 'content-type': 'application/json' };
    const response = await fetch(`${shop.url}/api/orders`, { method: 'POST', headers, body: '{"to":"a"}' });
    expect([response.status, response.headers.get('x-correlation-id')]).toEqual([202, 'order-4711']);
    await expect
      .poll(() => runsOf('order-4711'), whole)
      .toEqual(['bullmq email succeeded', 'check-in receipts succeeded', 'pg-boss orders succeeded']);
    const journey = await journeyOf('order-4711');
    expect(new Set(journey?.runs.map(({ correlationId }) => correlationId))).toEqual(new Set(['order-4711']));
    expect(new Set(journey?.runs.map(({ traceId }) => traceId)).size).toBe(1);
    expect(journey?.runs.find(({ system }) => system === 'bullmq')).toMatchObject({
      job: 'send-receipt',
      maxAttempts: 3,
    });
  },
  patience,
);

it(
  'makes an ID for a request that has none, and tells it',
  async () => {
    const response = await fetch(`${shop.url}/api/orders`, { method: 'POST', body: '{}' });
    const { correlationId } = (await response.json()) as { correlationId: string };
    expect(response.headers.get('x-correlation-id')).toBe(correlationId);
    await expect.poll(() => runsOf(correlationId), whole).toHaveLength(3);
  },
  patience,
);

it(
  'lets nobody start the cron without its secret; with it, the cron and all that it enqueues are one journey',
  async () => {
    const call = (headers: Record<string, string>) => fetch(`${shop.url}/api/digest`, { headers });
    expect((await call({})).status).toBe(401);
    expect((await call({ authorization: 'Bearer x' })).status).toBe(401);
    expect((await call({ authorization: 'Bearer c', 'x-correlation-id': 'digest-1' })).status).toBe(200);
    await expect
      .poll(() => runsOf('digest-1'), whole)
      .toEqual([
        'bullmq email succeeded',
        'check-in digest succeeded',
        'check-in receipts succeeded',
        'pg-boss orders succeeded',
      ]);
    const { rows } = await database.pool.query(
      `select count(*)::int4 as runs from run r join queue q on q.id = r.queue_id where q.name = 'digest'`,
    );
    expect(rows).toEqual([{ runs: 1 }]);
  },
  patience,
);

it('keeps the tokens of schedules out of spans', async () => {
  const { rows } = await database.pool.query(`select value from dim where value like '%token-of%'`);
  expect(rows).toEqual([]);
});

it('ends a worker that is told to, in good order', async () => {
  expect(await worker.stop()).toBe(0);
});
