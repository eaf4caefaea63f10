// F46: the tables of a watched pg-boss are locked by their owner for a while. Watching waits only shortly, holds up nobody, and goes on.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { awaitRuns } from './stored-runs.ts';
import { addSource, untilSource } from './watched-source.ts';

const lockMs = isLong ? 60_000 : 15_000;
const jobs = 30;
/** Our statement limit and a little. */
const mostHoldMs = 11_000;

export const lockedTable: Fault = {
  id: 'F46',
  what: "a table of the user's Postgres is locked",
  async run(rig) {
    await rig.postgres.query('create database users_own');
    const url = rig.postgres.url.replace(/\/[^/]*$/, '/users_own');
    const boss = new PgBoss({ connectionString: url, max: 2, supervise: false, schedule: false });
    boss.on('error', () => {});
    await boss.start();
    rig.onStop(() => boss.stop({ graceful: false }));
    await boss.createQueue('f46');
    for (let n = 0; n < jobs; n++) await boss.send('f46', { n });
    await addSource(rig, 'locked', { url }, { kind: 'pg-boss' });
    await awaitRuns(rig, 'f46', jobs);
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    rig.onStop(() => owner.end());
    await owner.query('begin');
    await owner.query('lock table pgboss.job in access exclusive mode');
    let [blocked, holdMs] = [0, 0];
    for (const until = Date.now() + lockMs; Date.now() < until; await sleep(200)) {
      const [seen] = await rig.postgres.query<{ blocked: number; hold: number }>(
        `select (select count(*)::int from pg_stat_activity a, unnest(pg_blocking_pids(a.pid)) b join pg_stat_activity w on w.pid = b
                  where w.application_name = 'signalbox watcher' and a.application_name <> 'signalbox watcher') as blocked,
                coalesce(max(extract(epoch from clock_timestamp() - xact_start) * 1000), 0)::int as hold
           from pg_stat_activity where application_name = 'signalbox watcher' and datname = 'users_own' and xact_start is not null`,
      );
      blocked += seen?.blocked ?? 0;
      holdMs = Math.max(holdMs, seen?.hold ?? 0);
    }
    const said = await untilSource(rig, 'locked', ({ lastError }) => lastError !== null, 1_000);
    await owner.query('commit');
    for (let n = 0; n < jobs; n++) await boss.send('f46', { n });
    const runs = await awaitRuns(rig, 'f46', 2 * jobs, 90_000);
    return {
      blockedQueries: blocked,
      holdMs,
      said: said?.lastError?.message ?? '',
      runs: runs.length,
      pass: blocked === 0 && holdMs <= mostHoldMs && said?.lastError !== null && runs.length === 2 * jobs,
    };
  },
};
