// F44: the password of a watching user is revoked, and later a right taken away. The source says so in a sentence without the password, does
// not knock all the time, and goes on when it may again. In the long form one alert is told, once.
import { setTimeout as sleep } from 'node:timers/promises';
import { askApi } from '../product/start-product.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { fillQueue, type OwnRedis, startOwnRedis } from './own-redis.ts';
import { askUntil } from './stored-runs.ts';
import { addSource, untilSource } from './watched-source.ts';

const watchMs = isLong ? 60_000 : 20_000;
const password = 'open-sesame';

const connectionsOf = async ({ admin }: OwnRedis): Promise<number> =>
  Number(/total_connections_received:(\d+)/.exec(await admin.info('stats'))?.[1]);

interface Alert {
  labels: Record<string, string>;
  state: string;
}

export const revokedPassword: Fault = {
  id: 'F44',
  what: 'the password of a source is revoked, its rights are taken away',
  async run(rig) {
    const redis = await startOwnRedis(rig);
    await fillQueue(redis.admin, 'f44', 5);
    const acl = (...rules: string[]) => redis.admin.call('ACL', 'SETUSER', 'reader', ...rules);
    await acl('on', `>${password}`, 'allkeys', '+@all');
    await addSource(rig, 'revoked', { url: `redis://reader:${password}@127.0.0.1:${redis.port}` });
    await untilSource(rig, 'revoked', ({ status }) => status === 'ok');
    await acl('resetpass', '>another');
    await redis.admin.client('KILL', 'USER', 'reader');
    // At first it says that the connection was cut, which it was.
    const refused = await untilSource(rig, 'revoked', ({ lastError }) => /refused/.test(lastError?.message ?? ''));
    const before = await connectionsOf(redis);
    await sleep(watchMs);
    const attemptsPerMinute = Math.round(((await connectionsOf(redis)) - before) * (60_000 / watchMs));
    const alerts = isLong
      ? await askUntil(
          async () =>
            (await askApi<{ items: Alert[] }>(rig, '/alerts/instances')).items.filter(
              ({ labels }) => labels.source === 'revoked',
            ),
          (items) => items.length > 0,
          7 * 60_000,
        )
      : [];
    await acl(`>${password}`, '-xrange');
    const denied = await untilSource(
      rig,
      'revoked',
      ({ lastError }) => /xrange/i.test(lastError?.message ?? ''),
      90_000,
    );
    await acl('+xrange');
    const again = await untilSource(rig, 'revoked', ({ status }) => status === 'ok', 120_000);
    const said = [refused, denied].map((source) => source?.lastError?.message ?? '');
    return {
      said: said.join(' | '),
      attemptsPerMinute,
      alerts: alerts.length,
      pass:
        /refused the user or password/.test(said[0] ?? '') &&
        /xrange/i.test(said[1] ?? '') &&
        !said.join().includes(password) &&
        attemptsPerMinute <= 30 &&
        alerts.length === (isLong ? 1 : 0) &&
        again?.status === 'ok',
    };
  },
};
