import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reader } from '#lib/collector.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { readAll, runsOf } from '#lib/testing/read-source.ts';
import { collector } from './read.ts';
import { testSettings } from './testing-settings.ts';

const never = new AbortController().signal;
let database: TestDatabase;
let boss: PgBoss;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  boss = new PgBoss({ connectionString: database.url, max: 2, supervise: false, schedule: false });
  await boss.start();
  reader = await collector.open({ ...testSettings(database.url), correlation: { pointers: ['/order'] } });
});
afterAll(async () => {
  await reader.close();
  await boss.stop({ graceful: false });
  await database.drop();
});

describe('what is special about pg-boss', () => {
  it('ties a dead letter to the job that died', async () => {
    await boss.createQueue('dead');
    await boss.createQueue('pay', { retryLimit: 0, deadLetter: 'dead' });
    const id = String(await boss.send('pay', { order: 'o-1' }));
    await boss.fetch('pay');
    await boss.fail('pay', id, new Error('card declined'));
    const { evidence } = await readAll(reader, null);
    expect(runsOf(evidence).get(`pay ${id}`)).toMatchObject({ state: 'dead', error: { message: 'card declined' } });
    const letter = evidence.find((item) => item.queue === 'dead' && item.kind === 'created');
    expect(letter?.edges).toEqual([
      { kind: 'dead-letter-of', to: { job: { system: 'pg-boss', queue: 'pay', jobId: id } } },
    ]);
    expect(letter?.facts?.correlation).toEqual({ id: 'o-1', rank: 1, via: 'payload /order' });
  });

  it('sees a job whose transaction commits after later ones were read', async () => {
    await boss.createQueue('slow');
    const { cursor } = await readAll(reader, null);
    const client = await database.pool.connect();
    await client.query('begin');
    const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
    const early = String(await boss.send('slow', {}, { db }));
    const late = String(await boss.send('slow', {}));
    const first = await readAll(reader, cursor);
    await client.query('commit');
    client.release();
    const second = await readAll(reader, first.cursor);
    const idsOf = (items: typeof first.evidence) => [...new Set(items.map((item) => item.names.jobId))];
    expect(idsOf(first.evidence)).toEqual([late]);
    expect(idsOf(second.evidence)).toEqual([early]);
  });

  it('measures the depth of every queue, empty ones too', async () => {
    await boss.createQueue('empty');
    const fresh = await collector.open(testSettings(database.url));
    const { samples } = await fresh.poll(null, { maxItems: 10_000, nowUs: Date.now() * 1000 }, never);
    await fresh.close();
    const of = (queue: string) => samples.find((sample) => sample.queue === queue);
    expect(of('empty')).toMatchObject({ queued: 0, running: 0, dead: 0, oldestWaitingMs: null });
    expect(of('slow')).toMatchObject({ queued: 2, oldestWaitingMs: expect.any(Number) });
    expect(of('pay')).toMatchObject({ dead: 1 });
  });

  it('calls a job cancelled when it was', async () => {
    await boss.createQueue('gone');
    const cancelled = String(await boss.send('gone', {}));
    await boss.cancel('gone', cancelled);
    const runs = runsOf((await readAll(reader, null)).evidence);
    expect(runs.get(`gone ${cancelled}`)?.state).toBe('cancelled');
  });

  it('pages through a backlog without losing or repeating a job', async () => {
    await boss.createQueue('bulk');
    await boss.insert(
      'bulk',
      Array.from({ length: 700 }, (_, n) => ({ data: { n } })),
    );
    let cursor = null as Awaited<ReturnType<typeof readAll>>['cursor'];
    const seen: string[] = [];
    for (let hasMore = true; hasMore; ) {
      const batch = await reader.poll(cursor, { maxItems: 400, nowUs: Date.now() * 1000 }, never);
      seen.push(
        ...batch.evidence.filter((i) => i.queue === 'bulk' && i.kind === 'created').map((i) => String(i.names.jobId)),
      );
      cursor = batch.next;
      hasMore = batch.hasMore;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(700);
  });
});
