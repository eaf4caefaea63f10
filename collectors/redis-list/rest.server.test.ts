// The contract with Upstash's REST API: what is documented of it, in front of a real Redis. Upstash itself cannot run here.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Batch } from '#lib/collector.ts';
import { freePort } from '#lib/launch/free-port.ts';
import { runsOf } from '#lib/testing/read-source.ts';
import { startRedis, type TestRedis } from '#lib/testing/redis.ts';
import { costOf } from '#lib/watch/cost-of.ts';
import { faultSentence, secretsIn } from '#lib/watch/fault-sentence.ts';
import { redisListConfigSchema } from './config.ts';
import { collector } from './read.ts';
import { type RestServer, startRestServer } from './testing-rest-server.ts';

const never = new AbortController().signal;
const queues = [{ name: 'orders', processing: 'orders:processing', deadLetter: 'orders:dead' }, { name: 'mail' }];
const token = 'read-only-token-0123';
let redis: TestRedis;
let admin: Redis;
let rest: RestServer;
beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
  // What the read-only token may, is not documented command by command: reading commands, TIME, INFO and transactions.
  const rights = '~* -@all +@read +time +info +multi +exec +ping'.split(' ');
  await admin.call('ACL', 'SETUSER', 'default_ro', 'on', '>ro', ...rights);
  rest = await startRestServer({ [token]: `redis://default_ro:ro@127.0.0.1:${redis.port}` });
});
afterAll(async () => {
  await rest.close();
  await admin.quit();
  await redis.stop();
});

const configOf = (url: string, more = {}) => redisListConfigSchema.parse({ url, token, queues, ...more });
const open = (config: ReturnType<typeof configOf>) =>
  collector.open({
    name: 'orders',
    kind: 'redis-list',
    environment: 'test',
    config,
    pollMs: 60_000,
    correlation: { pointers: [] },
    payload: { allow: [], redact: [] },
  });

it('tells the same as Redis’ own protocol does, and takes as many commands as was said before', async () => {
  const ways = await Promise.all([open(configOf(rest.url)), open(configOf(redis.url))]);
  const batches: [Batch[], Batch[]] = [[], []];
  const readBoth = async (): Promise<void> => {
    for (const [way, reader] of ways.entries()) {
      const last = batches[way as 0 | 1].at(-1);
      batches[way as 0 | 1].push(
        await reader.poll(last?.next ?? null, { maxItems: 100, nowUs: Date.now() * 1000 }, never),
      );
    }
  };
  const message = (id: string) => JSON.stringify({ id, correlationId: `c-${id}`, text: 'naïve “✓”' });
  await readBoth();
  for (const id of ['done', 'dies', 'waits']) await admin.lpush('orders', message(id));
  await readBoth();
  for (let taken = 0; taken < 2; taken++) await admin.lmove('orders', 'orders:processing', 'RIGHT', 'LEFT');
  await readBoth();
  await admin.lrem('orders:processing', 1, message('done'));
  await admin.multi().lpush('orders:dead', message('dies')).lrem('orders:processing', 1, message('dies')).exec();
  await readBoth();
  const [overRest, overSocket] = batches.map((all) => {
    const runs = [...runsOf(all.flatMap((batch) => batch.evidence)).values()];
    const depths = all.map((batch) =>
      batch.samples.map(({ queue, queued, running, dead }) => [queue, queued, running, dead]),
    );
    return { depths, runs: runs.map(({ state, correlation, attempts }) => [correlation?.id, state, attempts.length]) };
  });
  expect(overRest).toEqual(overSocket);
  expect(overRest?.runs.sort()).toEqual([
    ['c-dies', 'dead', 1],
    ['c-done', 'succeeded', 1],
    ['c-waits', 'queued', 0],
  ]);
  const { perRead, perMonth, isBilled } = costOf(collector.manifest.cost, configOf(rest.url), 60_000);
  expect([rest.billed.length, perRead, perMonth, isBilled]).toEqual([4 * 10, 10, 432_000, true]);
  expect([...new Set(rest.billed)].sort()).toEqual(['LLEN', 'LRANGE', 'TIME']);
  for (const reader of ways) await reader.close();
});

it('tries a source, and says of what it is and which list cannot be read', async () => {
  await admin.hset('settings', 'a', 'b');
  const reader = await open(configOf(rest.url, { queues: [...queues, { name: 'settings' }] }));
  expect(await reader.probe(never)).toMatchObject({
    isOk: true,
    server: expect.stringMatching(/^Redis \d/),
    found: {},
    missing: ['the list settings: its key holds something else, check its name'],
    clockOffsetMs: expect.any(Number),
  });
  await reader.close();
});

it('says what is wrong and what to do, without the token', async () => {
  const page = createServer((_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<html>'));
  const moved = createServer((_, response) => response.writeHead(308, { location: `${rest.url}/x` }).end());
  const addresses = await Promise.all(
    [page, moved].map(
      (server) =>
        new Promise<string>((resolve) =>
          server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
        ),
    ),
  );
  const said = async (url: string, more = {}): Promise<string> => {
    const config = configOf(url, more);
    const reader = await open(config);
    return reader.probe(never).then(
      () => 'ok',
      (error) => faultSentence(error, secretsIn(config)),
    );
  };
  expect(await said(rest.url, { token: 'hunter2' })).toMatch(/refused the token: WRONGPASS/);
  for (const url of addresses) expect(await said(url)).toMatch(/not Upstash’s REST API: check the address/);
  expect(await said(`http://127.0.0.1:${await freePort()}`)).toMatch(/nothing listens at this address/);
  expect(await said(`http://127.0.0.1:${redis.port}`)).toMatch(/does not speak HTTP/);
  expect(await said(rest.url.replace('http:', 'https:'))).toMatch(/does not speak TLS/);
  rest.refuseAll = 'ERR max requests limit exceeded. Limit: 500000, Usage: 500000.';
  expect(await said(rest.url)).toMatch(/commands of this month are used up: read less often/);
  rest.refuseAll = `ERR no such thing as ${token}`;
  expect(await said(rest.url)).toBe('ERR no such thing as …');
  rest.refuseAll = null;
  for (const server of [page, moved]) server.close();
});

it('asks for a token where one is needed', () => {
  const { error } = redisListConfigSchema.safeParse({ url: 'https://x.upstash.io', queues });
  expect(error?.issues[0]).toMatchObject({ path: ['token'], message: expect.stringContaining('is needed for https') });
});
