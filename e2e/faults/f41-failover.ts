// F41: the address of a watched Redis changes hands: a replica takes over and back, again and again, and once the answer is MOVED. The
// source goes on by itself, on a replica too, and says what a cluster would need.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { fillQueue, startOwnRedis } from './own-redis.ts';
import { awaitRuns } from './stored-runs.ts';
import { openProxy } from './tcp-proxy.ts';
import { addSource, ageOf, gapsOf, untilSource } from './watched-source.ts';

const swaps = isLong ? 10 : 3;

export const failover: Fault = {
  id: 'F41',
  what: 'failover of a watched Redis: new role, new address, MOVED',
  async run(rig) {
    const servers = [await startOwnRedis(rig), await startOwnRedis(rig)] as const;
    const target = { port: servers[0].port };
    const proxy = await openProxy(target);
    rig.onStop(() => proxy.close());
    await fillQueue(servers[0].admin, 'f41', 10);
    await addSource(rig, 'failing-over', { url: `redis://127.0.0.1:${proxy.port}` });
    await untilSource(rig, 'failing-over', ({ status }) => status === 'ok');
    let slowestMs = 0;
    for (let swap = 1; swap <= swaps; swap++) {
      const [from, to] = swap % 2 ? servers : [servers[1], servers[0]];
      await to.admin.replicaof('127.0.0.1', from.port);
      while (!/master_link_status:up/.test(await to.admin.info('replication'))) await sleep(50);
      await to.admin.replicaof('NO', 'ONE');
      await from.admin.replicaof('127.0.0.1', to.port);
      target.port = to.port;
      proxy.refuse();
      proxy.heal();
      const changedAt = Date.now();
      await to.admin.xadd('bull:f41:events', '*', 'event', 'added', 'jobId', `swap-${swap}`, 'name', 'swapped');
      await untilSource(
        rig,
        'failing-over',
        (source) => source.status === 'ok' && (ageOf(source) ?? 1e9) < Date.now() - changedAt,
      );
      slowestMs = Math.max(slowestMs, Date.now() - changedAt);
    }
    const runs = await awaitRuns(rig, 'f41', 10 + swaps);
    const cluster = await startOwnRedis(rig, ['--cluster-enabled', 'yes']);
    await addSource(rig, 'moved', { url: cluster.url });
    const moved = await untilSource(rig, 'moved', ({ lastError }) => lastError !== null);
    const gaps = await gapsOf(rig, 'failing-over');
    return {
      swaps,
      slowestMs,
      runs: runs.length,
      gaps: gaps.length,
      clusterSays: moved?.lastError?.message ?? '',
      pass:
        runs.length === 10 + swaps &&
        gaps.length === 0 &&
        slowestMs <= 30_000 &&
        /cluster/i.test(moved?.lastError?.message ?? ''),
    };
  },
};
