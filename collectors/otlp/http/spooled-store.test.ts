import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Spool } from '#lib/ingest/spool/spool.ts';
import { CommitGroup, type Delivery } from './commit-group.ts';
import { DoorCounters } from './counters.ts';
import { SpooledStore } from './spooled-store.ts';
import { recordsOf, type Stored } from './stored.ts';
import { logDelivery } from './testing-delivery.ts';

const patient = { timeout: 15_000 };
const cleaning: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spooled-store-'));
  cleaning.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database with a ledger that does as it is told. */
class Database {
  mode: 'takes' | 'fails' | 'hangs' = 'takes';
  poison: string | null = null;
  readonly stored = new Map<string, number>();
  readonly sizes: number[] = [];
  #waiting: (() => void)[] = [];

  commit = async (deliveries: Delivery[]): Promise<Stored[]> => {
    if (deliveries.length > 0) this.sizes.push(deliveries.length);
    if (this.mode === 'hangs') await new Promise<void>((go) => this.#waiting.push(go));
    if (this.mode === 'fails') throw new Error('connection refused');
    if (deliveries.some(({ id }) => id.toString() === this.poison)) {
      throw Object.assign(new Error('invalid value'), { code: '22021' });
    }
    return deliveries.map((delivery) => {
      const name = delivery.id.toString();
      const records = recordsOf(delivery);
      const isKnown = this.stored.has(name);
      if (!isKnown) this.stored.set(name, records);
      return { stored: isKnown ? 0 : records, duplicate: isKnown ? records : 0, quarantined: 0 };
    });
  };

  speak(): void {
    this.mode = 'takes';
    for (const go of this.#waiting.splice(0)) go();
  }
}

function opened(folder = newFolder(), maxBytes = 10_000_000) {
  const database = new Database();
  const counters = new DoorCounters();
  const leftOut: [string, number][] = [];
  const spool = new Spool({
    folder,
    maxBytes,
    onAdopted: (records) => counters.countAdopted(records),
    onDamaged: ({ records }) => counters.countLost('spool-damaged', records),
  });
  const store = new SpooledStore({
    group: new CommitGroup(database.commit, { gatherMs: 0, maxRows: 100, maxCommits: 2 }),
    spool,
    counters,
    slowCommitMs: 50,
    commit: database.commit,
    probe: async () => {
      if (database.mode === 'fails') throw new Error('connection refused');
    },
    mayDrain: () => true,
    onLeftOut: (reason, records) => void leftOut.push([reason, records]),
  });
  cleaning.push(() => store.close());
  return { database, counters, leftOut, spool, store, folder };
}

describe('a store with a spool', () => {
  it('takes what a slow commit stores later for stored, once, not for a repeat', async () => {
    const { database, counters, spool, store } = opened();
    database.mode = 'hangs';
    await store.add(logDelivery('a', 3));
    expect([counters.records.acked, spool.records, database.stored.size]).toEqual([3, 3, 0]);
    database.speak();
    await expect.poll(() => spool.records, patient).toBe(0);
    expect([...database.stored]).toEqual([['a', 3]]);
    expect(counters.records).toMatchObject({ acked: 3, stored: 3, duplicate: 0 });
  });

  it('works off what a failing database left, in order, in smaller batches after each failure', async () => {
    const { database, spool, store } = opened();
    database.mode = 'fails';
    const names = Array.from({ length: 300 }, (_, n) => `n${n}`);
    await Promise.all(names.map((name) => store.add(logDelivery(name))));
    await expect.poll(() => Math.min(...database.sizes), patient).toBeLessThanOrEqual(128);
    database.mode = 'takes';
    await expect.poll(() => spool.records, patient).toBe(0);
    expect([...database.stored.keys()]).toEqual(names);
  }, 30_000);

  it('leaves out what the database refuses for its data, counts it, and stores its neighbours', async () => {
    const { database, counters, leftOut, spool, store } = opened();
    database.mode = 'fails';
    for (const name of ['a', 'bad', 'b']) await store.add(logDelivery(name, 2));
    database.poison = 'bad';
    database.mode = 'takes';
    await expect.poll(() => spool.records, patient).toBe(0);
    expect([...database.stored.keys()].sort()).toEqual(['a', 'b']);
    expect(leftOut).toEqual([['refused-by-database', 2]]);
    expect([counters.records.acked, counters.records.stored, counters.rejected.get('refused-by-database')]).toEqual([
      6, 4, 2,
    ]);
  });

  it('leaves out what another version has packed in a way that this one does not know, and says so', async () => {
    const { counters, leftOut, spool } = opened();
    await spool.append({ id: Buffer.from('a'), records: 4, body: Buffer.from([99, 1, 2, 3]) });
    counters.countSpooled(4);
    await expect.poll(() => spool.records, patient).toBe(0);
    expect(leftOut).toEqual([['spool-damaged', 4]]);
  });

  it('finds out by itself that the database is back when nobody sends and nothing could be spooled', async () => {
    const folder = join(newFolder(), 'file');
    writeFileSync(folder, 'in the way of the spool');
    const { database, store } = opened(folder);
    database.mode = 'fails';
    await expect(store.add(logDelivery('a'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(store.isDatabaseAnswering).toBe(false);
    database.mode = 'takes';
    await expect.poll(() => store.isDatabaseAnswering, patient).toBe(true);
  });
});
