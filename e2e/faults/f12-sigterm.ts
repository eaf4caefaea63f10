// F12: SIGTERM under load, as in a rolling restart. The door takes nothing new, finishes what it has, and is gone within 10 s.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { startLoad, untilAcked } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';
import { startOwnDoor, withoutDoor } from './own-door.ts';

const restarts = isLong ? 20 : 8;
const exitLimitMs = 10_000;

export const sigterm: Fault = {
  id: 'F12',
  what: 'SIGTERM of the door under load',
  rig: { env: withoutDoor },
  async run(rig, random) {
    const run = 'f12';
    const door = await startOwnDoor(rig);
    const load = startLoad(door.url, run, { size: 20, senders: 8, perSecond: 80 });
    let [slowestExitMs, slowestStartMs, badExits] = [0, 0, 0];
    for (let restart = 0; restart < restarts; restart++) {
      await untilAcked(load.ledger);
      await sleep(random() * 800);
      const { code, ms } = await door.end('SIGTERM');
      if (code !== 0) badExits += 1;
      slowestExitMs = Math.max(slowestExitMs, ms);
      slowestStartMs = Math.max(slowestStartMs, await door.start());
    }
    const ledger = await load.stop();
    const verdict = await judge(rig, run, ledger);
    return {
      ...verdict,
      restarts,
      slowestExitMs,
      slowestStartMs,
      badExits,
      codes: ledger.codesText,
      pass: isClean(verdict) && !ledger.hasFinalRefusal && badExits === 0 && slowestExitMs <= exitLimitMs,
    };
  },
};
