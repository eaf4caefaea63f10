// F18: two doors on one database, one of them killed again and again; senders go to the other. Nothing twice, nothing lost.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { startLoad, untilAcked } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';
import { startOwnDoor } from './own-door.ts';

const kills = isLong ? 30 : 8;

export const twoDoors: Fault = {
  id: 'F18',
  what: 'two doors on one database, one killed',
  async run(rig, random) {
    const run = 'f18';
    const settings = { SIGNALBOX_DATA_DIR: `${rig.folder}/second-door` };
    const second = await startOwnDoor(rig, settings);
    const urls = [second.url, rig.otlpUrl];
    const load = startLoad((attempt) => urls[attempt % 2] ?? rig.otlpUrl, run, { size: 20, senders: 4, perSecond: 50 });
    for (let kill = 0; kill < kills; kill++) {
      await untilAcked(load.ledger);
      await sleep(random() * 400);
      await second.end('SIGKILL');
      await sleep(random() * 300);
      await second.start();
    }
    const ledger = await load.stop();
    const verdict = await judge(rig, run, ledger);
    return {
      ...verdict,
      kills,
      p99Ms: ledger.ackMs(0.99),
      codes: ledger.codesText,
      pass: isClean(verdict) && !ledger.hasFinalRefusal,
    };
  },
};
