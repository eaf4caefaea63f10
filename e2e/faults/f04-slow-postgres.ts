// F04: every round trip to Postgres takes 200 ms longer. Groups grow, nothing collapses.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { startLoad } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';

const slowForMs = isLong ? 60_000 : 20_000;
const [size, perSecond] = [20, 40];

export const slowPostgres: Fault = {
  id: 'F04',
  what: 'Postgres answers 200 ms later',
  async run(rig) {
    const run = 'f04';
    rig.proxy.delayMs = 100;
    const load = startLoad(rig.otlpUrl, run, { size, senders: 64, perSecond });
    const beganAt = performance.now();
    await sleep(slowForMs);
    const ackedDuring = load.ledger.acked.size;
    const seconds = (performance.now() - beganAt) / 1_000;
    const ledger = await load.stop();
    const stillSlow = await judge(rig, run, ledger, 120_000);
    rig.proxy.delayMs = 0;
    const spansPerSecond = Math.round(ackedDuring / seconds);
    return {
      ...stillSlow,
      offeredPerSecond: size * perSecond,
      spansPerSecond,
      p50Ms: ledger.ackMs(0.5),
      p99Ms: ledger.ackMs(0.99),
      codes: ledger.codesText,
      // what one is offered and not more slowly: 10 round trips of 200 ms leave two seconds
      pass:
        isClean(stillSlow) &&
        !ledger.hasFinalRefusal &&
        spansPerSecond >= size * perSecond * 0.8 &&
        ledger.ackMs(0.99) <= 5_000,
    };
  },
};
