// F01: Postgres is stopped under load, and the door dies once meanwhile. What comes is acknowledged from the spool, and all of it is there
// after the return.
import { setTimeout as sleep } from 'node:timers/promises';
import { untilDrained } from './door-metrics.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { startLoad, untilAcked } from './ledger-sender.ts';
import { ackWithoutSpool } from './mutants.ts';
import { isClean, judge } from './oracle.ts';
import { startOwnDoor, withoutDoor } from './own-door.ts';
import { sampleRss } from './rss-sampler.ts';

const awayForMs = isLong ? 600_000 : 60_000;
const ackLimitMs = 500;
const rssLimitMib = 384;

export const outage: Fault = {
  id: 'F01',
  what: 'Postgres away for a minute under load',
  rig: { env: withoutDoor },
  mutant: ackWithoutSpool,
  async run(rig) {
    const run = 'f01';
    const door = await startOwnDoor(rig);
    const rss = sampleRss(rig, () => door.pid());
    const load = startLoad(door.url, run, { size: 20, senders: 4, perSecond: 25 });
    await untilAcked(load.ledger);
    await sleep(2_000);
    await rig.postgres.crash();
    const crashedAt = performance.now();
    await sleep(awayForMs / 2);
    const killedAt = performance.now();
    await door.end('SIGKILL');
    const restartMs = await door.start();
    await untilAcked(load.ledger);
    const backAt = performance.now();
    await sleep(awayForMs / 2);
    await rig.postgres.start();
    const ackedAway = load.ledger.ackedBetween(crashedAt, performance.now());
    const [p99AwayMs, p99AfterKillMs] = [load.ledger.ackMs(0.99, crashedAt, killedAt), load.ledger.ackMs(0.99, backAt)];
    const drainedS = await untilDrained(door.url);
    const ledger = await load.stop();
    const verdict = await judge(rig, run, ledger);
    const peaks = await rss.stop();
    return {
      ...verdict,
      requestsAckedAway: ackedAway,
      p99AwayMs,
      p99AfterKillMs,
      restartMs,
      spoolDrainedS: drainedS,
      codes: ledger.codesText,
      ...peaks,
      pass:
        isClean(verdict) &&
        // 0: the tries while the door was dead
        [...ledger.codes.keys()].every((code) => code === 200 || code === 0) &&
        ackedAway > (awayForMs / 1_000) * 10 &&
        Math.max(p99AwayMs, p99AfterKillMs) <= ackLimitMs &&
        restartMs <= 5_000 &&
        // faster than it filled, with the load going on
        drainedS <= awayForMs / 1_000 &&
        peaks.rssDoorMib <= rssLimitMib,
    };
  },
};
