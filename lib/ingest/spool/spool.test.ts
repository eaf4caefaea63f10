import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Spool } from './spool.ts';
import type { SpoolEntry } from './spool-file.ts';

const entry = (n: number, size = 2_000): SpoolEntry => ({
  id: Buffer.from(`id ${String(n).padStart(13)}`),
  records: 3,
  body: Buffer.alloc(size, n),
});

const folders: string[] = [];
const spools: Spool[] = [];
afterEach(() => {
  for (const spool of spools.splice(0)) spool.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spool-'));
  folders.push(folder);
  return folder;
}

function opened(folder = newFolder(), maxBytes = 10_000_000) {
  const lost: { entries: number; records: number }[] = [];
  const taken = { adopted: 0 };
  const spool = new Spool({
    folder,
    maxBytes,
    onAdopted: (records) => {
      taken.adopted += records;
    },
    onDamaged: ({ entries, records }) => void lost.push({ entries, records }),
  });
  spools.push(spool);
  return { folder, spool, lost, taken };
}

const atMost = (entries: number) => ({ entries, bytes: 1e9, records: 1e9 });
const numberOf = (one: SpoolEntry): number => Number(one.id.toString().slice(3));
function drain(spool: Spool): number[] {
  const found: number[] = [];
  for (let taken = spool.take(atMost(7)); taken; taken = spool.take(atMost(7))) {
    found.push(...taken.entries.map(numberOf));
    taken.done();
  }
  return found;
}

const countUp = (n: number) => Array.from({ length: n }, (_, i) => i);
const mainFiles = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.sqlite'));
const sum = (list: { entries: number; records: number }[], key: 'entries' | 'records') =>
  list.reduce((total, one) => total + one[key], 0);

/** A closed spool of 100 entries, all in its main file. */
async function filled(): Promise<{ folder: string; path: string }> {
  const { folder, spool } = opened();
  await Promise.all(countUp(100).map((n) => spool.append(entry(n))));
  spool.close();
  return { folder, path: join(folder, String(mainFiles(folder)[0])) };
}

/** The same as a killed door leaves it: a copy of its files as they are, with nothing moved from the log to the main file. */
async function killed(): Promise<{ folder: string; path: string }> {
  const { folder, spool } = opened();
  for (const n of countUp(20)) await spool.append(entry(n));
  const copy = newFolder();
  for (const name of readdirSync(folder)) writeFileSync(join(copy, name), readFileSync(join(folder, name)));
  spool.close();
  return { folder: copy, path: join(copy, String(mainFiles(copy)[0])) };
}

describe('the spool', () => {
  it('gives back in order what was appended, across a restart, and leaves no file when worked off', async () => {
    const { folder } = await filled();
    const { spool, taken } = opened(folder);
    expect([spool.count, spool.records, taken.adopted]).toEqual([100, 300, 300]);
    expect(drain(spool)).toEqual(countUp(100));
    expect([spool.count, spool.records, spool.bytes]).toEqual([0, 0, 0]);
    spool.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('gives again what was taken but not done, and only that, after a restart', async () => {
    const { folder } = await filled();
    const first = opened(folder).spool;
    first.take(atMost(30))?.done();
    first.take(atMost(30));
    first.close();
    expect(drain(opened(folder).spool)).toEqual(countUp(100).slice(30));
  });

  it('does not touch the file of another door that lives, and takes it over when that died', async () => {
    const first = opened();
    await first.spool.append(entry(1));
    const second = opened(first.folder);
    await second.spool.append(entry(2));
    expect(drain(second.spool)).toEqual([2]);
    first.spool.close();
    second.spool.tend();
    expect(drain(second.spool)).toEqual([1]);
  });

  it('refuses with a time to come back and says why when it is full, and takes again when worked off', async () => {
    const { spool } = opened(undefined, 5_000);
    await spool.append(entry(1));
    await spool.append(entry(2));
    expect(spool.fault).toBeNull();
    await expect(spool.append(entry(3))).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 30 });
    expect(spool.fault).toContain('full');
    expect(drain(spool)).toEqual([1, 2]);
    expect(spool.fault).toBeNull();
    await spool.append(entry(3));
  });

  it('spreads over files, and gives the disk its room back while it is worked off', async () => {
    const { folder, spool } = opened(undefined, 4_000_000);
    for (const n of countUp(30)) await spool.append(entry(n, 100_000));
    const before = mainFiles(folder).length;
    expect(before).toBeGreaterThan(3);
    for (let given = 0; given < 20; ) {
      const taken = spool.take(atMost(5));
      given += taken?.entries.length ?? 0;
      taken?.done();
    }
    const numbers = drain(spool);
    expect(numbers).toEqual(countUp(30).slice(30 - numbers.length));
    expect(mainFiles(folder).length).toBeLessThan(3);
  });

  it('says why and asks to come back when the folder cannot be made, and works once it can', async () => {
    const above = newFolder();
    const folder = join(above, 'file', 'spool');
    writeFileSync(join(above, 'file'), 'in the way');
    const { spool } = opened(folder);
    expect(spool.fault).not.toBeNull();
    await expect(spool.append(entry(1))).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
    rmSync(join(above, 'file'));
    spool.tend();
    expect(spool.fault).toBeNull();
    await spool.append(entry(1));
    expect(drain(spool)).toEqual([1]);
  });
});

describe('what is taken at once', () => {
  it('ends with the entry that passes a limit, be it of entries, bytes or records', async () => {
    const { spool } = opened();
    for (const n of countUp(10)) await spool.append(entry(n));
    const counts = [
      { entries: 4, bytes: 1e9, records: 1e9 },
      { entries: 9, bytes: 4_500, records: 1e9 },
      { entries: 9, bytes: 1e9, records: 7 },
      { entries: 9, bytes: 1, records: 1 },
    ].map((most) => spool.take(most)?.entries.length);
    expect(counts).toEqual([4, 3, 3, 1]);
  });
});

describe('a damaged spool', () => {
  it('skips a page that was overwritten, gives the rest in order and says how many are lost', async () => {
    const { folder, path } = await filled();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096 * 20, 4096 * 21);
    writeFileSync(path, bytes);
    const { spool, lost, taken } = opened(folder);
    const found = drain(spool);
    expect(found.length).toBeGreaterThan(90);
    expect(found.length + sum(lost, 'entries')).toBe(100);
    expect([...found].sort((a, b) => a - b)).toEqual(found);
    expect([taken.adopted, sum(lost, 'records')]).toEqual([300, (100 - found.length) * 3]);
  });

  it('skips an entry in which one bit flipped', async () => {
    const { folder, path } = await filled();
    const bytes = readFileSync(path);
    const at = bytes.indexOf(Buffer.alloc(1_500, 42)) + 700;
    bytes[at] = 43;
    writeFileSync(path, bytes);
    const { spool, lost, taken } = opened(folder);
    expect(drain(spool)).toEqual(countUp(100).filter((n) => n !== 42));
    expect(sum(lost, 'entries')).toBe(1);
    expect([taken.adopted, sum(lost, 'records')]).toEqual([300, 3]);
  });

  it('gives what is left of a file that was cut short, counts what is not, and puts it aside', async () => {
    const { folder, path } = await filled();
    truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096);
    const { spool, lost, taken } = opened(folder);
    const found = drain(spool);
    expect(found.length).toBeGreaterThan(30);
    expect(found.length + sum(lost, 'entries')).toBe(100);
    expect([taken.adopted, sum(lost, 'records')]).toEqual([300, (100 - found.length) * 3]);
    spool.close();
    expect(readdirSync(folder).filter((name) => name.endsWith('.damaged'))).toHaveLength(1);
  });

  it('counts what is cut off the end of a killed door’s log', async () => {
    const { folder, path } = await killed();
    truncateSync(`${path}-wal`, statSync(`${path}-wal`).size - 10_000);
    const { spool, lost } = opened(folder);
    const found = drain(spool);
    expect(found).toEqual(countUp(found.length));
    expect(found.length).toBeLessThan(20);
    expect(found.length + sum(lost, 'entries')).toBe(20);
    expect(sum(lost, 'records')).toBe((20 - found.length) * 3);
  });

  it('counts what a page overwritten in a killed door’s log takes with it', async () => {
    const { folder, path } = await killed();
    const bytes = readFileSync(`${path}-wal`);
    bytes.fill(0xa5, 40_000, 44_000);
    writeFileSync(`${path}-wal`, bytes);
    const { spool, lost, taken } = opened(folder);
    const found = drain(spool);
    expect(found).toEqual(countUp(found.length));
    expect([taken.adopted, sum(lost, 'records')]).toEqual([60, (20 - found.length) * 3]);
    expect(sum(lost, 'records')).toBeGreaterThan(0);
  });

  it('counts only what was not worked off before the damage', async () => {
    const { folder, path } = await filled();
    const first = opened(folder).spool;
    first.take(atMost(30))?.done();
    first.close();
    truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096);
    const { spool, lost, taken } = opened(folder);
    const found = drain(spool);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(30);
    expect([taken.adopted, sum(lost, 'records')]).toEqual([210, (70 - found.length) * 3]);
  });

  it('loses nothing of a killed door that was not damaged', async () => {
    const { spool, lost } = opened((await killed()).folder);
    expect(drain(spool)).toEqual(countUp(20));
    expect(lost).toEqual([]);
  });

  it('puts a file aside that is no spool any more, and counts what was in it', async () => {
    const { folder, path } = await filled();
    writeFileSync(path, 'x'.repeat(10_000));
    const { spool, lost } = opened(folder);
    expect(drain(spool)).toEqual([]);
    expect([sum(lost, 'entries'), sum(lost, 'records')]).toEqual([100, 300]);
    await spool.append(entry(1));
    expect(drain(spool)).toEqual([1]);
  });
});
