import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mintToken } from '#lib/auth/api-token.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { goodForMs, IngestKeys } from './ingest-key.ts';
import { KnownKeys } from './known-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'known-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = (): string => join(folder, `keys-${files++}.json`);

type Mode = 'answers' | 'fails' | 'hangs';

/** A database that knows some tokens, and can go away. Counts what it was asked. */
function databaseOf(hashes: Buffer[]) {
  const state = { mode: 'answers' as Mode, asked: 0, known: hashes.map((hash) => hash.toString('hex')) };
  const query = async (_sql: string, values: unknown[]) => {
    state.asked++;
    if (state.mode === 'fails') throw new Error('connection refused');
    if (state.mode === 'hangs') await new Promise(() => {});
    const isKnown = state.known.includes((values[0] as Buffer).toString('hex'));
    const row = { id: 'key-1', name: 'k', scope: 'ingest', environment: 'staging', is_due: false };
    return { rows: isKnown ? [row] : [] };
  };
  return { state, db: { query } as unknown as Queryable };
}

const good = mintToken('ingest');
const authorization = `Bearer ${good.token}`;
const sender = { environment: 'staging', key: 'key-1' };

describe('ingest keys', () => {
  it('asks the database once for requests that come together, and again after seconds', async () => {
    const { state, db } = databaseOf([good.hash]);
    const keys = new IngestKeys(db);
    const answers = await Promise.all([1, 2, 3].map(() => keys.require(authorization, 0)));
    expect(answers).toEqual([sender, sender, sender]);
    await keys.require(authorization, 2_900);
    expect(state.asked).toBe(1);
    await keys.require(authorization, 3_100);
    expect(state.asked).toBe(2);
  });

  it('refuses a revoked key within seconds, and for good', async () => {
    const { state, db } = databaseOf([good.hash]);
    const keys = new IngestKeys(db);
    await keys.require(authorization, 0);
    state.known = [];
    await expect(keys.require(authorization, 5_000)).rejects.toMatchObject({ code: 'unauthorized' });
    state.mode = 'fails';
    await expect(keys.require(authorization, 60_000)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it.each(['fails', 'hangs'] as const)('takes a key that it knew, for an hour, while the database %s', async (mode) => {
    const { state, db } = databaseOf([good.hash]);
    const keys = new IngestKeys(db);
    await keys.require(authorization, 0);
    state.mode = mode;
    expect(await keys.require(authorization, 10_000)).toEqual(sender);
    expect(await keys.require(authorization, goodForMs)).toEqual(sender);
    await expect(keys.require(authorization, goodForMs + 1)).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 5,
    });
  });

  it('asks a database that is away once a second, not once a request', async () => {
    const { state, db } = databaseOf([good.hash]);
    const keys = new IngestKeys(db);
    await keys.require(authorization, 0);
    state.mode = 'fails';
    for (let ms = 10_000; ms < 11_000; ms += 10) await keys.require(authorization, ms);
    expect(state.asked).toBe(2);
  });

  it('asks a sender that nobody knew before to come back while the database is away', async () => {
    const { state, db } = databaseOf([good.hash]);
    state.mode = 'fails';
    const keys = new IngestKeys(db);
    await expect(keys.require(authorization, 0)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
  });

  it('knows its senders when it is started during an outage, and not the revoked ones', async () => {
    const { state, db } = databaseOf([good.hash]);
    const path = newFile();
    await new IngestKeys(db, new KnownKeys(path)).require(authorization, 0);
    const away = databaseOf([]);
    away.state.mode = 'fails';
    expect(await new IngestKeys(away.db, new KnownKeys(path)).require(authorization, 10_000)).toEqual(sender);
    const again = new IngestKeys(db, new KnownKeys(path));
    state.known = [];
    await expect(again.require(authorization, 20_000)).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(new IngestKeys(away.db, new KnownKeys(path)).require(authorization, 30_000)).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('starts with no known key when the file is damaged', async () => {
    const path = newFile();
    writeFileSync(path, '{"x":');
    expect(new KnownKeys(path).read()).toEqual(new Map());
    writeFileSync(path, '{"not a hash":{"environment":null,"key":"k","verifiedAt":1}}');
    expect(new KnownKeys(path).read()).toEqual(new Map());
  });
});
