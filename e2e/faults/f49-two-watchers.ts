// F49: two watchers on one database. One reads a source and the other idles; when the holder freezes the other takes over within 15 s, and
// when it wakes again nothing is read or stored twice.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { fillQueue, startOwnRedis } from './own-redis.ts';
import { askUntil } from './stored-runs.ts';
import { addSource, untilSource } from './watched-source.ts';

const takeovers = isLong ? 5 : 2;
const takeoverWithinMs = 15_000;
const main = path.resolve(import.meta.dirname, '../../collectors/main.ts');

export const twoWatchers: Fault = {
  id: 'F49',
  what: 'two watchers on one source, the holder frozen',
  rig: { env: { SIGNALBOX_ROLES: 'door,deriver,keeper,web' } },
  async run(rig) {
    const redis = await startOwnRedis(rig);
    await fillQueue(redis.admin, 'f49', 5);
    const start = () => {
      const child = spawn(process.execPath, [main, '--roles=watcher'], {
        stdio: 'ignore',
        env: { ...process.env, ...rig.env } as NodeJS.ProcessEnv,
      });
      const exited = once(child, 'exit');
      rig.onStop(async () => {
        child.kill('SIGCONT');
        child.kill('SIGKILL');
        await exited;
      });
      return child;
    };
    const watchers = new Map([start(), start()].map((child) => [child.pid ?? 0, child]));
    await addSource(rig, 'shared', { url: redis.url });
    await untilSource(rig, 'shared', ({ status }) => status === 'ok');
    const holder = async () => {
      const [lease] = await rig.postgres.query<{ holder: string }>(
        `select holder from lease where name like 'source:%'`,
      );
      return Number(/watcher (\d+) /.exec(lease?.holder ?? '')?.[1] ?? 0);
    };
    let [slowestMs, most] = [0, 0];
    const count = async () => {
      const clients = String(await redis.admin.client('LIST'))
        .split('\n')
        .filter((line) => line.includes('name=signalbox'));
      most = Math.max(most, clients.length);
    };
    for (let until = Date.now() + 5_000; Date.now() < until; await sleep(100)) await count();
    for (let n = 0; n < takeovers; n++) {
      const frozen = await holder();
      watchers.get(frozen)?.kill('SIGSTOP');
      const beganAt = Date.now();
      await askUntil(holder, (pid) => pid !== frozen && pid !== 0, 60_000);
      slowestMs = Math.max(slowestMs, Date.now() - beganAt);
      watchers.get(frozen)?.kill('SIGCONT');
      await sleep(4_000);
    }
    const [twice] = await rig.postgres.query<{ count: number }>(
      `select count(*)::int as count from (select queue_id, date_trunc('second', at) from sample group by 1, 2 having count(*) > 2) d`,
    );
    const [evidence] = await rig.postgres.query<{ runs: number }>('select count(*)::int as runs from run');
    return {
      takeovers,
      slowestTakeoverMs: slowestMs,
      readersAtOnce: most,
      secondsWithDoubleSamples: twice?.count ?? -1,
      runs: evidence?.runs ?? 0,
      pass: slowestMs <= takeoverWithinMs && most === 1 && twice?.count === 0 && evidence?.runs === 5,
    };
  },
};
