import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Batch, Collector, Cursor, Reader } from '#lib/collector.ts';
import { replaceParts, selectParts, wholePart } from '#lib/db/secret/secret-parts.ts';
import { takeApart } from '#lib/db/secret/take-apart.ts';
import { deleteSource } from '#lib/db/source/delete-source.ts';
import { insertSource } from '#lib/db/source/insert-source.ts';
import { selectSource, selectSources } from '#lib/db/source/select-sources.ts';
import type { SourceRow, SourceValues } from '#lib/db/source/source-row.ts';
import { openSource, sealSource } from '#lib/db/source/source-secrets.ts';
import { updateSource } from '#lib/db/source/update-source.ts';
import { upsertDeclaredSources } from '#lib/db/source/upsert-declared-sources.ts';
import { readSettings } from '#lib/env.ts';
import type { RunningRole } from '#lib/role.ts';
import { createSecretBox } from '#lib/secrets.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { sealUnbound } from '#lib/testing/seal-unbound.ts';
import { startWatcher } from './watcher.ts';

const secret = 'a secret that is long enough for a test';
const secrets = createSecretBox(secret);
let database: TestDatabase;
const reads: Record<string, number> = {};
const opens: Record<string, number> = {};
let watcher: RunningRole | undefined;

/** A backend in memory that counts upwards: the watcher is what is tested here; each real backend has its own battery. */
const counting: Collector<{ url: string; fault?: 'poll' | 'hang' }> = {
  manifest: { kind: 'counting', capabilities: { discoverQueues: true } } as Collector['manifest'],
  configSchema: z.strictObject({ url: z.string(), fault: z.enum(['poll', 'hang']).optional() }),
  async open({ name, config, environment }): Promise<Reader> {
    opens[name] = (opens[name] ?? 0) + 1;
    return {
      probe: async () => ({
        isOk: true,
        server: 'memory',
        library: null,
        missing: [],
        clockOffsetMs: 3,
        message: 'ok',
      }),
      async poll(cursor: Cursor, { nowUs }, signal): Promise<Batch> {
        if (config.fault === 'poll') throw new Error(`cannot read ${config.url}`);
        if (config.fault === 'hang') {
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        }
        reads[name] = (reads[name] ?? 0) + 1;
        const n = Number(cursor?.n ?? 0) + 1;
        return {
          evidence: [
            {
              environment,
              source: name,
              system: 'counting',
              queue: 'q',
              names: { jobId: `${n}` },
              id: `counting:${n}`,
              kind: 'created',
              at: nowUs,
              atClock: 'us',
              observedAt: nowUs,
              fidelity: 'reported',
            },
          ],
          samples: [
            {
              queue: 'q',
              at: nowUs,
              queued: n,
              scheduled: null,
              running: 0,
              retrying: null,
              blocked: null,
              dead: 0,
              oldestWaitingMs: 1,
              workers: null,
              isPaused: false,
            },
          ],
          gaps: [],
          next: { n },
          hasMore: false,
          clockOffsetMs: 3,
        };
      },
      schedules: async () => [
        {
          name: 'nightly',
          queue: 'q',
          job: 'j',
          expression: '0 3 * * *',
          everyMs: null,
          timeZone: 'UTC',
          nextDueAt: 1_800_000_000_000_000,
        },
      ],
      workers: async () => [{ name: 'w-1', queue: 'q', seenAt: Date.now() * 1000 }],
      close: async () => {},
    };
  },
};

const collectors = new Map([['counting', counting as unknown as Collector]]);
const store = () => ({ db: database.pool, secrets });
const values = (name: string, config: Record<string, unknown> = {}, kind = 'counting'): SourceValues => ({
  name,
  kind,
  environment: 'test',
  config: { url: 'mem://reader:hunter2@host', ...config },
  pollMs: 250,
  correlation: { pointers: [] },
  payload: { allow: [], redact: [] },
  act: { enabled: false },
  enabled: true,
});

async function until<T>(read: () => Promise<T | null | undefined | false>, withinMs: number): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await read();
    if (found) return found;
    if (Date.now() > end) throw new Error(`did not happen within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const start = () =>
  startWatcher(
    { pool: database.pool, settings: readSettings({ DATABASE_URL: database.url, SIGNALBOX_SECRET: secret }) },
    collectors,
  );

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await watcher?.close();
  await database.drop();
});

describe('the watcher', () => {
  it('picks up a new source and stores what it tells, its cursor with it', async () => {
    watcher = await start();
    const id = await insertSource(store(), values('one'));
    const row = await until(async () => {
      const found = await selectSource(database.pool, id);
      return found?.lastReadAt ? found : null;
    }, 30_000);
    expect(row).toMatchObject({ server: 'memory', lastError: null, clockOffsetMs: 3 });
    await until(async () => (reads.one ?? 0) >= 3, 30_000);
    const cursor = await database.pool.query<{ n: number }>(
      `select (cursor->>'n')::int4 as n from source_state where source_id = $1`,
      [id],
    );
    expect(cursor.rows[0]?.n).toBeGreaterThanOrEqual(2);
    const inbox = await database.pool.query<{ n: number }>('select coalesce(sum(items), 0)::int4 as n from inbox');
    expect(inbox.rows[0]?.n).toBeGreaterThanOrEqual(2);
    await until(async () => (await database.pool.query('select 1 from sample')).rowCount, 30_000);
    const schedules = await until(async () => {
      const found = await database.pool.query('select name, cron, source, system from schedule');
      return found.rowCount ? found.rows : null;
    }, 30_000);
    expect(schedules).toEqual([{ name: 'nightly', cron: '0 3 * * *', source: 'one', system: 'counting' }]);
    await until(async () => (await database.pool.query('select 1 from worker')).rowCount, 30_000);
  });

  it('is not held up by a source that is broken or hangs, and says what is wrong without its secret', async () => {
    const broken = await insertSource(store(), values('broken', { fault: 'poll' }));
    await insertSource(store(), values('hanging', { fault: 'hang' }));
    const odd = await insertSource(store(), values('odd', { colour: 'red' }));
    const unknown = await insertSource(store(), values('unknown', {}, 'abacus'));
    const errorOf = (id: string) => until(async () => (await selectSource(database.pool, id))?.lastError, 30_000);
    const said = await errorOf(broken);
    expect(said).toContain('cannot read');
    expect(said).not.toContain('hunter2');
    expect(await errorOf(odd)).toMatch(/config.*colour/);
    expect(await errorOf(unknown)).toContain("no collector 'abacus'");
    const before = reads.one ?? 0;
    await until(async () => (reads.one ?? 0) >= before + 4, 3_000);
  });

  it('clears the error when the source can be read again, and keeps the secret that was not sent back', async () => {
    const [shown] = (await selectSources(database.pool)).filter(({ name }) => name === 'broken');
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    await updateSource(store(), shown?.id ?? '', { config: { url: shown?.config.url } });
    await until(async () => {
      const found = await selectSource(database.pool, shown?.id ?? '');
      return found?.lastReadAt && found.lastError === null;
    }, 30_000);
    const { id, config } = shown as SourceRow;
    const parts = await selectParts(database.pool, 'source', id);
    expect(JSON.stringify(openSource(secrets, { id, config, parts }))).toContain('hunter2');
  });

  it('takes apart what was sealed whole, and leaves what another secret sealed', async () => {
    const whole = { config: { url: 'broken://u:hunter3@h', prefix: 'p' }, actUrl: 'broken://act' };
    const ids = await Promise.all(
      ['taken', 'left'].map((name) => insertSource(store(), { ...values(name), enabled: false, config: whole.config })),
    );
    const sealed = ['a secret that is long enough for a test', 'some other secret'].map((one) =>
      sealUnbound(one, JSON.stringify(whole), 'source'),
    );
    for (const [n, id] of ids.entries())
      await replaceParts(database.pool, 'source', id, { [wholePart]: sealed[n] as Buffer });
    const change = updateSource(store(), ids[0] as string, { config: { url: 'broken://u@h', prefix: 'q' } });
    await expect(change).rejects.toMatchObject({ code: 'unavailable' });
    await takeApart(database.pool, 'source', (row) => sealSource(secrets, row.id, openSource(secrets, row)));
    const partsOf = (n: number) => selectParts(database.pool, 'source', ids[n] as string);
    expect(await partsOf(1)).toEqual({ [wholePart]: sealed[1] });
    expect(Object.keys(await partsOf(0)).sort()).toEqual(['act.url', 'config.url']);
    await updateSource(store(), ids[0] as string, { config: { url: 'broken://u@h', prefix: 'q' } });
    const { config } = (await selectSource(database.pool, ids[0] as string)) as SourceRow;
    expect(openSource(secrets, { id: ids[0] as string, config, parts: await partsOf(0) })).toEqual({
      ...whole,
      config: { ...whole.config, prefix: 'q' },
    });
  });

  it('lets two watchers share: one reads each source, and another takes over when it closes', async () => {
    const second = await start();
    const before = opens.one ?? 0;
    await until(async () => (reads.one ?? 0) > 5, 30_000);
    expect(opens.one).toBe(before);
    await watcher?.close();
    watcher = second;
    await until(async () => (opens.one ?? 0) > before, 8_000);
    const { rows } = await database.pool.query<{ n: number }>(
      `select (cursor->>'n')::int4 as n from source_state t join source s on s.id = t.source_id where s.name = 'one'`,
    );
    expect(rows[0]?.n).toBeGreaterThan(5);
  });

  it('stops reading a source that was deleted', async () => {
    for (const source of await selectSources(database.pool)) await deleteSource(database.pool, source.id);
    await until(async () => {
      const before = { ...reads };
      await new Promise((resolve) => setTimeout(resolve, 600));
      return JSON.stringify(before) === JSON.stringify(reads);
    }, 8_000);
    const left = `select source_id::text from source_state union all select name from lease where name like 'source:%'`;
    await until(async () => (await database.pool.query(left)).rowCount === 0, 30_000);
    await watcher?.close();
    watcher = undefined;
  });

  it('takes declared sources as they are, and lets none be changed but where it is declared', async () => {
    await upsertDeclaredSources(database.pool, secrets, [values('declared')]);
    const first = (await database.pool.query('select md5(s::text) as revision, id from source s')).rows;
    await upsertDeclaredSources(database.pool, secrets, [values('declared')]);
    expect((await database.pool.query('select md5(s::text) as revision, id from source s')).rows).toEqual(first);
    const id = first[0]?.id;
    const conflict = expect.objectContaining({ code: 'conflict' });
    await expect(updateSource(store(), id, { pollMs: 1_000 })).rejects.toEqual(conflict);
    await expect(deleteSource(database.pool, id)).rejects.toEqual(conflict);
    await expect(insertSource(store(), values('declared'))).rejects.toEqual(conflict);
    await upsertDeclaredSources(database.pool, secrets, []);
    expect(await selectSource(database.pool, id)).toMatchObject({ isEnabled: false, isDeclared: false });
    await deleteSource(database.pool, id);
    await expect(deleteSource(database.pool, id)).rejects.toEqual(expect.objectContaining({ code: 'not_found' }));
  });
});
