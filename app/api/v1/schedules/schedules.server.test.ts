// Schedules from making one over checking in to reading it, through the routes and a keeper on a real database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST as checkIn } from '#app/check-in/[...parts]/route.ts';
import { bootstrap, call, useDatabase } from '#lib/api/testing/call.ts';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import type { Page } from '#lib/contracts/page.ts';
import type {
  ScheduleChanged,
  ScheduleCreated,
  ScheduleDetail,
  ScheduleImported,
  ScheduleList,
  ScheduleUpcoming,
} from '#lib/contracts/schedule.ts';
import { scheduleCreated, scheduleDetail, scheduleList, scheduleUpcoming } from '#lib/contracts/schedule.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { judgeSchedules } from '#lib/keep/judge-schedules.ts';
import { acquireLease, type Lease } from '#lib/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { GET as audit } from '../audit/route.ts';
import { PATCH as change, GET as read, DELETE as remove } from './[id]/route.ts';
import { POST as importFile } from './import/route.ts';
import { POST as create, GET as list } from './route.ts';
import { GET as upcoming } from './upcoming/route.ts';

const path = '/api/v1/schedules';
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
  // No door is there: the web port stores by itself.
  process.env.SIGNALBOX_OTLP_HTTP_PORT = '54318';
});
afterAll(async () => {
  await webPool().end();
  await database.drop();
});

const make = (body: object) => call<ScheduleCreated & ErrorBody>(create, path, { method: 'POST', body });
const one = (id: string) => call<ScheduleDetail>(read, `${path}/${id}`, { params: { id } });
const patch = (id: string, body: object) =>
  call<ScheduleChanged & ErrorBody>(change, `${path}/${id}`, { method: 'PATCH', body, params: { id } });
const look = async () => {
  await deriveAll(database.pool);
  const lease = (await acquireLease(database.pool, 'test', 'schedules', 3_600_000)) as Lease;
  await judgeSchedules(database.pool, lease);
};
/** As curl would, through the web port. */
const tell = (url: string) => {
  const { pathname, search } = new URL(url);
  return call<{ rid: string }>(checkIn, pathname + search, { method: 'POST', token: null });
};

describe('a schedule for check-ins', () => {
  it('is made with a token and urls, told once, and answers by its contract', async () => {
    const { status, body } = await make({
      name: 'nightly',
      environment: 'production',
      cron: '30 3 * * *',
      timeZone: 'Europe/Berlin',
    });
    expect(status).toBe(201);
    expect(scheduleCreated.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      text: 'At 03:30 (Europe/Berlin)',
      status: 'unknown',
      effectiveGraceMs: 3_600_000,
      isOurs: true,
    });
    expect(body.urls.checkIn).toBe(`http://localhost:54318/check-in/${body.token}`);
    expect(body.urls.web).toBe(`http://localhost:3000/check-in/${body.token}`);
    const found = await call<ScheduleList>(list, path);
    expect(scheduleList.parse(found.body)).toEqual(found.body);
    expect(JSON.stringify(found.body)).not.toContain(body.token);
    const trail = JSON.stringify((await call<Page<unknown>>(audit, '/api/v1/audit')).body);
    expect(trail).toContain('schedule.create');
    expect(trail).not.toContain(body.token);
  });

  it('refuses what cannot be kept, field by field, and a name that is taken', async () => {
    const odd = await make({ name: 'odd', environment: 'production', cron: 'often', everyMs: 60_000 });
    expect([odd.status, Object.keys(odd.body.error.fields ?? {}).sort()]).toEqual([400, ['cron', 'everyMs']]);
    expect((await make({ name: 'odd', environment: 'production', cron: '@daily', timeZone: 'Moon' })).status).toBe(400);
    expect((await make({ name: 'odd', environment: 'production', crn: '@daily' })).status).toBe(400);
    expect((await make({ name: 'nightly', environment: 'production' })).body.error.code).toBe('conflict');
  });

  it('shows its runs at their due times, each of which opens its run', async () => {
    const { body } = await make({ name: 'often', environment: 'staging', everyMs: 60_000, graceMs: 1_000 });
    await database.pool.query(`update schedule set defined_at = now() - interval '3 minutes' where id = $1`, [body.id]);
    await database.pool.query(
      `insert into watched values ('door', now() - interval '1 hour', now() + interval '1 hour')`,
    );
    expect((await tell(`${body.urls.web}/start?rid=a&correlationId=req-9`)).body).toEqual({ rid: 'a', phase: 'start' });
    await look();
    const running = (await one(body.id)).body;
    expect(scheduleDetail.parse(running)).toEqual(running);
    expect(running.status).toBe('running');
    await tell(`${body.urls.web}/0?rid=a`);
    await look();
    const { body: after } = await one(body.id);
    expect(after).toMatchObject({ status: 'ok', lastRun: { state: 'succeeded' } });
    expect(after.slots.at(-1)).toMatchObject({ runId: after.lastRun?.id, runs: 1 });
    expect(after.slots.slice(0, -1).map(({ outcome }) => outcome)).toContain('missed');
    expect(after.calendar.reduce((sum, day) => sum + day.expected, 0)).toBe(after.slots.length);
    expect(Date.parse(after.upcoming[0] ?? '')).toBeGreaterThan(Date.parse(after.lastRun?.startedAt ?? ''));
  });

  it('can be paused, changed, given another token, and forgotten', async () => {
    const { body } = await make({ name: 'changing', environment: 'production', cron: '* * * * *' });
    expect((await patch(body.id, { paused: true })).body.pausedAt).not.toBeNull();
    await look();
    expect((await one(body.id)).body).toMatchObject({ status: 'paused', upcoming: [] });
    expect((await patch(body.id, { paused: false, everyMs: 3_600_000 })).body).toMatchObject({
      pausedAt: null,
      cron: null,
      text: 'Every hour',
    });
    expect((await patch(body.id, { cron: 'x' })).status).toBe(400);
    const rotated = await patch(body.id, { rotateToken: true });
    expect(rotated.body.token).not.toBe(body.token);
    expect((await tell(`${body.urls.web}/success`)).status).toBe(404);
    expect((await tell(`${rotated.body.urls?.web}/success`)).status).toBe(200);
    expect((await call(remove, `${path}/${body.id}`, { method: 'DELETE', params: { id: body.id } })).status).toBe(204);
    expect((await one(body.id)).status).toBe(404);
  });
});

describe('a schedule that a backend tells', () => {
  it('can be paused and given limits, but keeps its name and the rhythm that it is told', async () => {
    const { rows } = await database.pool.query(
      `insert into schedule (environment, source, system, name, queue, cron) values ('production', 'main', 'bullmq', 'digest', 'mail', '0 9 * * *'),
         ('production', 'main', 'graphile-worker', 'tidy', 'tidy', null) returning id`,
    );
    const [told, untold] = rows.map(({ id }) => id);
    expect((await patch(told, { paused: true, graceMs: 5_000, maxRuntimeMs: 60_000 })).body).toMatchObject({
      graceMs: 5_000,
      maxRuntimeMs: 60_000,
    });
    for (const change of [{ name: 'x' }, { cron: '@daily' }, { rotateToken: true }])
      expect((await patch(told, change)).body.error.code).toBe('conflict');
    expect((await patch(untold, { cron: '*/5 * * * *' })).body).toMatchObject({ text: 'Every 5 minutes' });
    expect((await patch(untold, { cron: '*/10 * * * *' })).status).toBe(200);
  });
});

describe('files and what comes', () => {
  it('a crontab and a vercel.json become schedules, once', async () => {
    const bring = (format: string, text: string) =>
      call<ScheduleImported>(importFile, `${path}/import`, {
        method: 'POST',
        body: { format, text, environment: 'edge' },
      });
    const text = JSON.stringify({
      crons: [
        { path: '/api/cron', schedule: '0 5 * * *' },
        { path: '/api/odd', schedule: 'x' },
      ],
    });
    const first = await bring('vercel', text);
    expect(first.status).toBe(201);
    expect(first.body.created.map(({ name, timeZone }) => [name, timeZone])).toEqual([['/api/cron', 'UTC']]);
    expect(first.body.skipped).toHaveLength(1);
    expect((await bring('vercel', text)).body).toMatchObject({ created: [], known: ['/api/cron'] });
    expect((await bring('crontab', '0 5 * * * /bin/backup\n')).body.created).toHaveLength(1);
    const many = Array.from({ length: 201 }, (_, n) => `0 5 * * * /bin/job-${n}`).join('\n');
    const refused = await bring('crontab', many);
    expect([refused.status, (refused.body as unknown as ErrorBody).error.fields]).toEqual([
      400,
      { text: 'has 201 schedules; 200 go at once' },
    ]);
  });

  it('what is due at one moment is told, to those who may see it', async () => {
    const { body } = await call<ScheduleUpcoming>(upcoming, `${path}/upcoming?environment=edge`);
    expect(scheduleUpcoming.parse(body)).toEqual(body);
    expect(body.buckets.reduce((sum, { due }) => sum + due, 0)).toBe(2);
    expect(body.collisions.map(({ schedules }) => schedules.map(({ name }) => name))).toEqual([
      ['/api/cron', '/bin/backup'],
    ]);
    expect((await call(upcoming, `${path}/upcoming`, { token: `${bootstrap}x` })).status).toBe(401);
  });
});
