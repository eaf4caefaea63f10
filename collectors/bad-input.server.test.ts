// Sources that were set up wrongly, and servers that hold what nobody expects: what is wrong is said exactly and with what to do, and
// everything else is read. Wrong passwords and missing rights are in each collector's battery.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, Collector, Reader } from '#lib/collector.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { runsOf } from '#lib/testing/read-source.ts';
import { startRedis, type TestRedis } from '#lib/testing/redis.ts';
import { faultSentence, secretsIn } from '#lib/watch/fault-sentence.ts';
import { collectors } from './index.ts';

const never = new AbortController().signal;
const password = 'open-sesame';
let redis: TestRedis;
let admin: Redis;
let database: TestDatabase;
let page: Server;
let ports: Record<string, number>;
beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
  database = await createTestDatabase();
  page = createServer((_, response) => response.end('hello'));
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  ports = {
    'a web server': (page.address() as AddressInfo).port,
    Redis: redis.port,
    PostgreSQL: Number(new URL(database.url).port),
  };
});
afterAll(async () => {
  page.close();
  await admin.quit();
  await redis.stop();
  await database.drop();
});

async function open(kind: string, config: Record<string, unknown>): Promise<Reader> {
  const collector = collectors.get(kind) as Collector;
  return collector.open({
    name: 'odd',
    kind,
    environment: 'test',
    config: collector.configSchema.parse(config),
    pollMs: 1_000,
    correlation: { pointers: [] },
    payload: { allow: [], redact: [] },
  });
}

const read = (reader: Reader, before?: Batch): Promise<Batch> =>
  reader.poll(before?.next ?? null, { maxItems: 10_000, nowUs: Date.now() * 1000 }, never);

async function said(kind: string, config: Record<string, unknown>): Promise<string> {
  const reader = await open(kind, config);
  try {
    return (await reader.probe(AbortSignal.timeout(20_000))).message;
  } catch (error) {
    return faultSentence(error, secretsIn(config));
  } finally {
    await reader.close();
  }
}

const onRedis = { bullmq: {}, 'redis-list': { queues: [{ name: 'q' }] }, 'redis-stream': { streams: [{ name: 's' }] } };
const onPostgres = { bullmq: {}, 'pg-boss': {}, 'graphile-worker': {} };

// Together: who is mute, like Redis to a client of PostgreSQL, is waited for.
describe.concurrent('a server of another kind', () => {
  it.each([
    ...Object.entries(onRedis).flatMap(([kind, more]) =>
      (['a web server', 'PostgreSQL'] as const).map((where) => ({ kind, scheme: 'redis', where, more })),
    ),
    ...Object.entries(onPostgres).flatMap(([kind, more]) =>
      (['a web server', 'Redis'] as const).map((where) => ({ kind, scheme: 'postgres', where, more })),
    ),
  ])('is told from $scheme: $kind at $where', async ({ kind, scheme, where, more }) => {
    const text = await said(kind, { url: `${scheme}://reader:${password}@127.0.0.1:${ports[where]}/0`, ...more });
    expect(text).toMatch(scheme === 'redis' ? /is it Redis|is not Redis/ : /is it PostgreSQL|is not PostgreSQL/);
    expect(text).not.toContain(password);
  });

  it.each(Object.keys(onPostgres))('is a database without the tables of %s', async (kind) => {
    expect(await said(kind, { url: database.url })).toMatch(/no table|no tables|There is no schema|schema/);
  });
});

describe.concurrent('keys that hold something else', () => {
  it('hide no other stream, and are named', async () => {
    await admin.set('odd:string', 'x');
    await admin.xgroup('CREATE', 'good', 'g', '$', 'MKSTREAM');
    const streams = [{ name: 'odd:string' }, { name: 'good', deadLetter: 'odd:string' }];
    const reader = await open('redis-stream', { url: redis.url, streams });
    const missing = ['the stream odd:string: its key holds something else, check its name'];
    expect(await reader.probe(never)).toMatchObject({ isOk: true, missing });
    const first = await read(reader);
    const id = String(await admin.xadd('good', '*', 'correlationId', 'c-1'));
    const batch = await read(reader, first);
    expect(batch.missing).toEqual(missing);
    expect(batch.samples).toMatchObject([{ queue: 'good', queued: 1, dead: null }]);
    expect(runsOf(batch.evidence).get(`good ${id}`)?.correlation?.id).toBe('c-1');
    await reader.close();
    const alone = { url: redis.url, streams: [{ name: 'odd:string' }] };
    expect(await said('redis-stream', alone)).toBe(missing[0]);
  });
});

describe.concurrent('huge messages', () => {
  const huge = (length: number) => JSON.stringify({ id: 'huge', blob: 'x'.repeat(length) });

  it('in a list slow its reading down, and hide no other', async () => {
    const queues = [{ name: 'big:list', processing: 'big:work' }];
    const reader = await open('redis-list', { url: redis.url, queues });
    const first = await read(reader);
    await admin.lpush('big:list', huge(50_000_000), JSON.stringify({ id: 'small' }), '{"id":"half');
    const batch = await read(reader, first);
    expect(batch.restMs).toBeGreaterThan(10_000);
    expect(batch.missing).toEqual(['id and data of messages longer than 1 MB: 1 in big:list']);
    expect(batch.samples).toMatchObject([{ queued: 3 }]);
    const runs = runsOf(batch.evidence);
    expect([runs.size, runs.get('big:list small')?.state]).toEqual([3, 'queued']);
    await reader.close();
    await admin.del('big:list');
  });

  it('in a stream make its pages small and its reading slow, and are runs like others', async () => {
    await admin.xgroup('CREATE', 'big:stream', 'g', '$', 'MKSTREAM');
    const reader = await open('redis-stream', { url: redis.url, streams: [{ name: 'big:stream' }] });
    let batch = await read(reader);
    const ids = [String(await admin.xadd('big:stream', '*', 'body', huge(12_000_000)))];
    batch = await read(reader, batch);
    expect(batch.restMs).toBeGreaterThan(3_000);
    for (let n = 0; n < 3; n++) ids.push(String(await admin.xadd('big:stream', '*', 'correlationId', `c-${n}`)));
    const evidence = [...batch.evidence];
    // One at a time after a huge one, then as many as fit.
    for (const wasMore of [true, false]) {
      batch = await read(reader, batch);
      evidence.push(...batch.evidence);
      expect(batch.hasMore).toBe(wasMore);
    }
    expect([...runsOf(evidence).keys()].sort()).toEqual(ids.map((id) => `big:stream ${id}`).sort());
    await reader.close();
    await admin.del('big:stream');
  });
});
