// F09: kill -9 of the door in the middle of batches. Nothing acknowledged is lost, nothing is counted twice.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { Ledger } from './ledger.ts';
import { sendLedger } from './ledger-sender.ts';
import { ackBeforeCommit } from './mutants.ts';
import { isClean, judge } from './oracle.ts';
import { startOwnDoor, withoutDoor } from './own-door.ts';

const kills = isLong ? 100 : 20;

export const killDoor: Fault = {
  id: 'F09',
  what: 'kill -9 of the door mid-batch',
  rig: { env: withoutDoor },
  mutant: ackBeforeCommit,
  async run(rig, random) {
    const run = 'f09';
    const ledger = new Ledger();
    const ending = new AbortController();
    const door = await startOwnDoor(rig);
    const load = { size: 20, senders: 4, perSecond: 50, signal: ending.signal, ledger };
    const sending = sendLedger(door.url, run, load);
    let slowestStartMs = 0;
    for (let kill = 0; kill < kills; kill++) {
      // it must have taken something in, or there is no batch to die in
      const before = ledger.acked.size;
      while (ledger.acked.size === before) await sleep(5);
      await sleep(random() * 500);
      await door.end('SIGKILL');
      slowestStartMs = Math.max(slowestStartMs, await door.start());
    }
    ending.abort();
    const verdict = await judge(rig, run, await sending);
    return {
      ...verdict,
      kills,
      slowestStartMs,
      codes: ledger.codesText,
      p99Ms: ledger.ackMs(0.99),
      pass: isClean(verdict) && !ledger.hasFinalRefusal,
    };
  },
};
