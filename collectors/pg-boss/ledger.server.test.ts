// Every kind of end, against what the workers wrote down. With the outbox every attempt, its error, wait (± 50 ms) and duration (± 20 ms)
// are theirs; without it every final state still is, and what polling missed is marked. LEDGER_JOBS=1500 for the long form.
import { PgBoss } from 'pg-boss';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reader } from '#lib/collector.ts';
import { compareLedger } from '#lib/testing/compare-ledger.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { readDuring, runsOf } from '#lib/testing/read-source.ts';
import { readRequest, runOutbox } from '../outbox.ts';
import { collector } from './read.ts';
import { doLedgerWork } from './testing-ledger-work.ts';
import { testSettings } from './testing-settings.ts';

const count = Number(process.env.LEDGER_JOBS ?? 250);
/** As often as a watcher may look at the fastest. */
const pollMs = 250;

let database: TestDatabase;
let boss: PgBoss;
let reader: Reader;
beforeEach(async () => {
  database = await createTestDatabase();
  const often = { superviseIntervalSeconds: 1, monitorIntervalSeconds: 1, flowIntervalSeconds: 1 };
  boss = new PgBoss({ connectionString: database.url, max: 8, schedule: false, ...often });
  boss.on('error', () => {});
  await boss.start();
  reader = await collector.open({ ...testSettings(database.url), name: 'ledger', pollMs });
});
afterEach(async () => {
  await reader.close();
  await boss.stop({ graceful: false });
  await database.drop();
});

async function compare(isComplete: boolean) {
  const watched = await readDuring(reader, null, () => doLedgerWork(boss, count), pollMs);
  // Whose row somebody deleted is missed only ten seconds later where nothing notes the deletion.
  const jobs = watched.result.jobs.filter(({ isForgotten }) => isComplete || !isForgotten);
  const compared = compareLedger(runsOf(watched.evidence), jobs, { isComplete });
  if (process.env.LEDGER_JOBS) {
    const { faults, marked, waitErrorsMs, durationErrorsMs } = compared;
    const off = `wait off by at most ${waitErrorsMs.at(-1)} ms, duration ${durationErrorsMs.at(-1)} ms`;
    console.info(
      `pg-boss: ${jobs.length} jobs, ${faults.length} faults, ${marked} attempts marked as not seen, ${off}`,
    );
  }
  return { ...compared, gaps: watched.gaps };
}

describe('the ledger of pg-boss', () => {
  it('equals every run with the outbox', { timeout: 180_000 }, async () => {
    await runOutbox(readRequest(['install', 'pg-boss', '--url', database.url]));
    const { faults, gaps, marked } = await compare(true);
    expect(faults).toEqual([]);
    expect([gaps, marked]).toEqual([[], 0]);
  });

  it('equals every final state without it, and what polling missed is marked', { timeout: 180_000 }, async () => {
    const { faults, gaps, marked } = await compare(false);
    expect(faults).toEqual([]);
    expect(gaps).toEqual([]);
    expect(marked).toBeGreaterThan(0);
  });
});
