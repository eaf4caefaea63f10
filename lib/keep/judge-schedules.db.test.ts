// Schedules, check-ins and stretches of watching as real rows; a look at them, and what is in the slots then.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkInToRows } from '#lib/check-in/to-evidence.ts';
import { discoverSchedules } from '#lib/db/schedule/discover-schedules.ts';
import { selectScheduleStatuses } from '#lib/db/schedule/select-schedule-statuses.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { acquireLease, type Lease } from '#lib/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { judgeSchedules } from './judge-schedules.ts';

const minute = 60_000;
let database: TestDatabase;
let lease: Lease;
/** Half a minute past a minute, some minutes ago: all that happens here lies in the past, the last look is now. */
let baseMs: number;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('truncate schedule, schedule_slot, watched, lease');
  lease = (await acquireLease(database.pool, 'test', 'schedules', 3_600_000)) as Lease;
  baseMs = Math.floor(Date.now() / minute) * minute - 7.5 * minute;
});

const plain = {
  token: '',
  exitCode: null,
  signal: null,
  durationMs: null,
  worker: null,
  version: null,
  correlationId: null,
  parent: null,
};

async function addSchedule(name: string, over: Record<string, unknown> = {}): Promise<string> {
  const row = { cron: '* * * * *', grace_ms: 20_000, defined_at: new Date(baseMs), ...over };
  const { rows } = await database.pool.query(
    `insert into schedule (environment, source, system, name, is_ours, cron, every_ms, grace_ms, max_runtime_ms, defined_at, paused_at)
     values ('production', 'check-in', 'check-in', $1, true, $2, $3, $4, $5, $6, $7) returning id`,
    [
      name,
      row.cron,
      over.every_ms ?? null,
      row.grace_ms,
      over.max_runtime_ms ?? null,
      row.defined_at,
      over.paused_at ?? null,
    ],
  );
  return rows[0].id;
}

const watch = (fromMs: number, toMs: number) =>
  database.pool.query(
    `insert into watched values ('door', to_timestamp($1::float8 / 1000), to_timestamp($2::float8 / 1000))`,
    [fromMs, toMs],
  );

/** A check-in as the door would have taken it at `atMs`. */
async function tell(id: string, name: string, rid: string, phase: 'start' | 'success' | 'fail' | 'skip', atMs: number) {
  const schedule = { id, environment: 'production', name, queue: null };
  await commitIngest(database.pool, checkInToRows({ ...plain, phase, rid }, schedule, '', atMs * 1000));
}

/** Due times are `baseMs` + 0.5, 1.5, … minutes. */
const dueMs = (index: number) => baseMs + minute / 2 + index * minute;
const look = async () => {
  const held = lease;
  await deriveAll(database.pool);
  lease = (await acquireLease(database.pool, 'test', 'schedules', 3_600_000)) ?? held;
  return judgeSchedules(database.pool, lease);
};
const slots = async (id: string) =>
  (
    await database.pool.query(
      'select due_at, outcome, run_id, runs from schedule_slot where schedule_id = $1 order by due_at',
      [id],
    )
  ).rows;
const outcomes = async (id: string) => (await slots(id)).slice(0, 7).map(({ outcome }) => outcome);

describe('the keeper looks at schedules', () => {
  it('tells each due time what became of it, and opens the run', async () => {
    const id = await addSchedule('nightly');
    await watch(baseMs - minute, dueMs(4) - 1_000);
    await watch(dueMs(4) + 20_000, Date.now() + minute);
    await tell(id, 'nightly', 'a', 'start', dueMs(0) + 1_000);
    await tell(id, 'nightly', 'a', 'success', dueMs(1) + 5_000); // still running when the next begins
    await tell(id, 'nightly', 'b', 'start', dueMs(1) + 1_000);
    await tell(id, 'nightly', 'b', 'success', dueMs(1) + 2_000);
    await tell(id, 'nightly', 'c', 'start', dueMs(2) + 1_000);
    await tell(id, 'nightly', 'd', 'start', dueMs(2) + 1_500);
    await tell(id, 'nightly', 'c', 'success', dueMs(2) + 2_000);
    await tell(id, 'nightly', 'd', 'success', dueMs(2) + 2_500);
    await tell(id, 'nightly', 'e', 'skip', dueMs(5) + 1_000);
    await tell(id, 'nightly', 'f', 'start', dueMs(6) + 30_000);
    await tell(id, 'nightly', 'f', 'fail', dueMs(6) + 31_000);
    await look();
    expect(await outcomes(id)).toEqual(['ok', 'overlapping', 'double', 'missed', 'unknown', 'skipped', 'failed']);
    const rows = await slots(id);
    expect(rows.map(({ runs }) => runs).slice(0, 4)).toEqual([1, 1, 2, 0]);
    for (const index of [0, 1, 2, 5, 6]) expect(rows[index].run_id).toMatch(/^[0-9a-f-]{36}$/);
    // Looking again changes nothing.
    await look();
    expect(await outcomes(id)).toEqual(['ok', 'overlapping', 'double', 'missed', 'unknown', 'skipped', 'failed']);
  });

  it('waits for what is acknowledged but not derived, and mends what was told too late', async () => {
    const id = await addSchedule('slow');
    await watch(baseMs - minute, Date.now() + minute);
    await tell(id, 'slow', 'a', 'success', dueMs(2) + 1_000);
    await database.pool.query(`update inbox set at = to_timestamp($1::float8 / 1000)`, [dueMs(2) + 1_000]);
    await judgeSchedules(database.pool, lease);
    expect((await outcomes(id)).slice(0, 4)).toEqual(['missed', 'missed', 'late', 'late']);
    await look();
    expect((await outcomes(id)).slice(0, 4)).toEqual(['missed', 'missed', 'ok', 'missed']);
    await tell(id, 'slow', 'b', 'success', dueMs(3) + 2_000);
    await look();
    expect((await outcomes(id)).slice(0, 4)).toEqual(['missed', 'missed', 'ok', 'ok']);
  });

  it('says how each stands and since when, for whoever alerts', async () => {
    await watch(baseMs - minute, Date.now() + minute);
    await addSchedule('silent', { grace_ms: 0 });
    await addSchedule('asleep', { paused_at: new Date(baseMs) });
    await addSchedule('no-rhythm', { cron: null });
    const running = await addSchedule('running', { cron: '0 0 1 1 *', max_runtime_ms: minute });
    await tell(running, 'running', 'a', 'start', Date.now() - 2 * minute);
    await look();
    const found = await selectScheduleStatuses(database.pool);
    expect(Object.fromEntries(found.map(({ name, status }) => [name, status]))).toEqual({
      silent: 'missed',
      asleep: 'paused',
      'no-rhythm': 'unknown',
      running: 'overrunning',
    });
    const silent = found.find(({ name }) => name === 'silent');
    expect(silent?.dueAt?.getTime()).toBeGreaterThan(baseMs);
    await look();
    const again = (await selectScheduleStatuses(database.pool)).find(({ name }) => name === 'silent');
    expect(again?.since).toEqual(silent?.since);
  });

  it('counts an interval from the last start, and says when the next is due', async () => {
    const id = await addSchedule('heartbeat', { cron: null, every_ms: 2 * minute });
    await watch(baseMs - minute, Date.now() + minute);
    await tell(id, 'heartbeat', 'a', 'success', baseMs + 50_000);
    await look();
    expect(await outcomes(id)).toEqual(['ok', 'missed', 'missed', 'missed']);
    const { rows } = await database.pool.query('select next_due_at from schedule where id = $1', [id]);
    expect(rows[0].next_due_at.getTime()).toBe(baseMs + 8 * minute + 50_000);
  });

  it('finds schedules that spans alone name, and judges them once somebody says their rhythm', async () => {
    const at = Date.now() * 1000 - 60_000_000;
    const facts = { job: 'billing', schedule: 'shop/billing', dueAt: at };
    await commitIngest(database.pool, {
      evidence: [
        {
          environment: 'production',
          source: 'billing',
          system: 'kubernetes',
          queue: 'shop/billing',
          names: { runId: 'uid-1' },
          id: 'pod:attempt',
          kind: 'attempt',
          at,
          endAt: at + 1_000_000,
          atClock: 'worker',
          observedAt: at,
          fidelity: 'reported',
          outcome: 'succeeded',
          facts,
        },
      ],
    });
    await deriveAll(database.pool);
    await discoverSchedules(database.pool);
    await discoverSchedules(database.pool);
    const { rows } = await database.pool.query(
      `select system, name, queue, job, cron, is_ours from schedule where system = 'kubernetes'`,
    );
    const found = {
      system: 'kubernetes',
      name: 'shop/billing',
      queue: 'shop/billing',
      job: 'billing',
      cron: null,
      is_ours: false,
    };
    expect(rows).toEqual([found]);
    await look();
    const standing = (await selectScheduleStatuses(database.pool)).find(({ system }) => system === 'kubernetes');
    expect(standing?.status).toBe('ok');
  });

  it('refuses to write once another keeper has taken over', async () => {
    await addSchedule('any');
    await expect(judgeSchedules(database.pool, { ...lease, epoch: lease.epoch + 1 })).rejects.toMatchObject({
      code: 'conflict',
    });
    const { rows } = await database.pool.query('select count(*)::int4 as n from schedule_slot');
    expect(rows[0].n).toBe(0);
  });
});
