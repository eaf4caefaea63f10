// F10: kill -9 of the door while it works off its spool. Nothing of it is lost, nothing is stored twice.
import { setTimeout as sleep } from 'node:timers/promises';
import { doorMetrics, untilDrained } from './door-metrics.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { Ledger } from './ledger.ts';
import { sendLedger } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';
import { startOwnDoor, withoutDoor } from './own-door.ts';

const kills = isLong ? 30 : 8;

export const killDraining: Fault = {
  id: 'F10',
  what: 'kill -9 of the door while it drains the spool',
  rig: { env: withoutDoor },
  async run(rig, random) {
    const run = 'f10';
    const door = await startOwnDoor(rig);
    const ledger = new Ledger();
    let [killed, rounds, spooledMost] = [0, 0, 0];
    for (; killed < kills && rounds < kills * 2; rounds++) {
      await rig.postgres.crash();
      // the queue stays one, the jobs of each round are others
      await sendLedger(door.url, run, { size: 50, senders: 4, count: 80, first: rounds * 80, ledger });
      await rig.postgres.start();
      for (;;) {
        // it drains with growing batches: any moment of that
        await sleep(random() * 400);
        const held = (await doorMetrics(door.url)).records_in_spool ?? 0;
        if (held === 0 || killed >= kills) break;
        spooledMost = Math.max(spooledMost, held);
        await door.end('SIGKILL');
        killed += 1;
        await door.start();
      }
    }
    const drainedS = await untilDrained(door.url);
    const verdict = await judge(rig, run, ledger);
    return {
      ...verdict,
      kills: killed,
      rounds,
      spooledMost,
      spoolDrainedS: drainedS,
      codes: ledger.codesText,
      pass: isClean(verdict) && !ledger.hasFinalRefusal && killed >= kills,
    };
  },
};
