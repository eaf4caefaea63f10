// F17: one key sends as much as it can. It finds its own limit; a quiet key beside it is not refused and hardly slower.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { makeIngestKey, startKeyedDoor } from './keyed-door.ts';
import { startLoad, untilAcked } from './ledger-sender.ts';
import { startLoadThread } from './load-thread.ts';
import { isClean, judge } from './oracle.ts';
import { withoutDoor } from './own-door.ts';
import { sampleRss } from './rss-sampler.ts';

const quietForMs = isLong ? 30_000 : 8_000;
/** Below this a ratio of two short times says nothing. */
const unharmedMs = 250;

export const noisyKey: Fault = {
  id: 'F17',
  what: 'one noisy key beside a quiet one',
  rig: { env: withoutDoor },
  async run(rig) {
    const door = await startKeyedDoor(rig, { SIGNALBOX_KEY_MB_PER_SECOND: '1' });
    const rss = sampleRss(rig, () => door.pid());
    const [noisyOne, quietOne] = [await makeIngestKey(rig, 'noisy'), await makeIngestKey(rig, 'quiet')];
    const quiet = startLoad(door.url, 'f17-quiet', { size: 10, senders: 2, perSecond: 20, key: quietOne.token });
    await untilAcked(quiet.ledger);
    await sleep(1_000);
    const aloneAt = performance.now();
    await sleep(quietForMs);
    const noisyAt = performance.now();
    // more than a burst's worth at once, and again whenever it was refused
    const noisy = startLoadThread(door.url, 'f17-noisy', {
      size: 20,
      senders: 8,
      key: noisyOne.token,
      padBytes: 500_000,
      pauseMs: 20,
      tries: 5_000,
    });
    await sleep(quietForMs * 2);
    const endAt = performance.now();
    const [quietLedger, noisyLedger] = await Promise.all([quiet.stop(), noisy.stop()]);
    const [quietVerdict, noisyVerdict] = [
      await judge(rig, 'f17-quiet', quietLedger),
      await judge(rig, 'f17-noisy', noisyLedger, 120_000),
    ];
    const p99AloneMs = quietLedger.ackMs(0.99, aloneAt, noisyAt);
    const p99BesideMs = quietLedger.ackMs(0.99, noisyAt, endAt);
    const peaks = await rss.stop();
    return {
      ...quietVerdict,
      quietCodes: quietLedger.codesText,
      p99AloneMs,
      p99BesideMs,
      ratio: Math.round((p99BesideMs / Math.max(1, p99AloneMs)) * 10) / 10,
      noisyAcked: noisyVerdict.acked,
      noisyLost: noisyVerdict.lost,
      noisyCodes: noisyLedger.codesText,
      bareRefusals: noisyLedger.bareRefusals,
      ...peaks,
      pass:
        isClean(quietVerdict) &&
        isClean(noisyVerdict) &&
        [...quietLedger.codes.keys()].every((code) => code === 200) &&
        (noisyLedger.codes.get(429) ?? 0) > 0 &&
        !noisyLedger.hasFinalRefusal &&
        noisyLedger.bareRefusals === 0 &&
        p99BesideMs <= Math.max(2 * p99AloneMs, unharmedMs),
    };
  },
};
