// F02: the outage outlasts the spool. From then on senders are told to come back, never that it is stored, and never to give up.
import { setTimeout as sleep } from 'node:timers/promises';
import { doorMetrics, untilDrained } from './door-metrics.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { startLoad, untilAcked } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';
import { sampleRss } from './rss-sampler.ts';

const fullForMs = isLong ? 240_000 : 15_000;
const fillWithinMs = 90_000;

export const fullSpool: Fault = {
  id: 'F02',
  what: 'an outage that outlasts the spool',
  rig: { spoolDiskMib: 16, env: { SIGNALBOX_SPOOL_MAX_MB: '4' } },
  async run(rig) {
    const run = 'f02';
    const rss = sampleRss(rig);
    const load = startLoad(rig.otlpUrl, run, { size: 100, senders: 4, perSecond: 25, pauseMs: 250, tries: 2_000 });
    const { ledger } = load;
    await untilAcked(ledger);
    await rig.postgres.crash();
    const crashedAt = performance.now();
    while (!ledger.codes.has(503) && performance.now() - crashedAt < fillWithinMs) await sleep(20);
    const filledS = Math.round((performance.now() - crashedAt) / 100) / 10;
    const ackedBefore = ledger.acked.size;
    await sleep(fullForMs);
    const ackedWhileFull = ledger.acked.size - ackedBefore;
    const spoolMib = Math.round(((await doorMetrics(rig.otlpUrl)).spool_bytes ?? 0) / 1024 / 1024);
    await rig.postgres.start();
    const refused = ledger.codes.get(503) ?? 0;
    const returnedAt = performance.now();
    const resumedMs = await untilAcked(ledger);
    const drainedS = await untilDrained(rig.otlpUrl);
    await load.stop();
    const verdict = await judge(rig, run, ledger);
    const peaks = await rss.stop();
    return {
      ...verdict,
      filledS,
      refused,
      ackedWhileFull,
      spoolMib,
      p99AckMs: ledger.ackMs(0.99, crashedAt, returnedAt),
      spoolDrainedS: drainedS,
      resumedMs,
      bareRefusals: ledger.bareRefusals,
      codes: ledger.codesText,
      ...peaks,
      pass:
        isClean(verdict) &&
        !ledger.hasFinalRefusal &&
        refused > 0 &&
        ledger.bareRefusals === 0 &&
        resumedMs <= 30_000 &&
        peaks.rssDoorMib <= 384,
    };
  },
};
