// F05: the connection breaks at COMMIT, so that nobody knows whether it happened: half of the time it did. What was stored is not stored
// again, by the door or by the deriver.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { startLoad, untilAcked } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';

const cuts = isLong ? 100 : 30;

export const cutCommit: Fault = {
  id: 'F05',
  what: 'the connection breaks during COMMIT',
  async run(rig, random) {
    const run = 'f05';
    const load = startLoad(rig.otlpUrl, run, { size: 20, senders: 4, perSecond: 40 });
    await untilAcked(load.ledger);
    const done = { before: 0, after: 0 };
    rig.proxy.cut = {
      bytes: Buffer.from('commit\0'),
      decide() {
        if (done.before + done.after >= cuts || random() > 0.4) return 'no';
        const when = random() < 0.5 ? 'before' : 'after';
        done[when] += 1;
        return when;
      },
    };
    const deadline = Date.now() + cuts * 3_000;
    while (done.before + done.after < cuts && Date.now() < deadline) await sleep(20);
    rig.proxy.cut = null;
    const recoverMs = await untilAcked(load.ledger);
    const ledger = await load.stop();
    const verdict = await judge(rig, run, ledger);
    return {
      ...verdict,
      cutsBefore: done.before,
      cutsAfter: done.after,
      recoverMs,
      longestMs: Math.round(ledger.longestMs),
      codes: ledger.codesText,
      pass: isClean(verdict) && !ledger.hasFinalRefusal && done.before + done.after >= cuts && done.after > 0,
    };
  },
};
