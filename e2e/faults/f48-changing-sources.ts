// F48: sources are changed while they are read, and many are added and removed. Nothing is left of them: no connection, no file, no lease.
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { fillQueue, startOwnRedis } from './own-redis.ts';
import { askUntil } from './stored-runs.ts';
import { openFiles, pidOf } from './watched-process.ts';
import { addSource, changeSource, removeSource, untilSource } from './watched-source.ts';

const rounds = isLong ? 10 : 2;
const each = isLong ? 50 : 15;

export const changingSources: Fault = {
  id: 'F48',
  what: 'sources are changed while read; many are added and removed',
  async run(rig) {
    const redis = await startOwnRedis(rig);
    await fillQueue(redis.admin, 'f48', 5);
    const watcher = await pidOf(rig, 'watcher,deriver,keeper');
    const kept = await addSource(rig, 'kept', { url: redis.url });
    await untilSource(rig, 'kept', ({ status }) => status === 'ok');
    const connections = async () =>
      String(await redis.admin.client('LIST'))
        .split('\n')
        .filter((line) => line.includes('name=signalbox')).length;
    /** But for connections to the database, which its pool opens as many of as are needed, and keeps. */
    const files = async (): Promise<number> => {
      const [pooled] = await rig.postgres.query<{ n: number }>(
        `select count(*)::int4 as n from pg_stat_activity where application_name like 'signalbox watcher%'`,
      );
      return (await openFiles(watcher)) - (pooled?.n ?? 0);
    };
    const filesBefore = await files();
    for (let round = 0; round < rounds; round++) {
      const ids: string[] = [];
      for (let n = 0; n < each; n++) ids.push(await addSource(rig, `passing-${round}-${n}`, { url: redis.url }));
      await untilSource(rig, `passing-${round}-${each - 1}`, ({ status }) => status === 'ok', 90_000);
      await changeSource(rig, kept, { pollMs: 500 + round });
      for (const id of ids) await removeSource(rig, id);
    }
    const left = await askUntil(connections, (count) => count === 1, 60_000);
    const filesAfter = await askUntil(files, (count) => count <= filesBefore + 4, 60_000);
    const leases = await rig.postgres.query(
      `select name from lease l where name like 'source:%' and not exists (select from source s where l.name = 'source:' || s.id)`,
    );
    const source = await untilSource(rig, 'kept', ({ status }) => status === 'ok');
    return {
      sources: rounds * each,
      connectionsLeft: left,
      filesBefore,
      filesAfter,
      leasesLeft: leases.length,
      pass: left === 1 && filesAfter <= filesBefore + 4 && leases.length === 0 && source?.status === 'ok',
    };
  },
};
