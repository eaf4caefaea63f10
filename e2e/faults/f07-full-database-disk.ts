// F07: the disk of Postgres is full. Senders are answered, screens go on reading as far as Postgres does, and all of it works again
// when there is space.
import { execFileSync } from 'node:child_process';
import { rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { probeApi } from './api-probe.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { startLoad, untilAcked } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';
import { untilStored } from './until-stored.ts';

const fullForMs = isLong ? 60_000 : 15_000;
const mebibyte = 1024 * 1024;

export const fullDatabaseDisk: Fault = {
  id: 'F07',
  what: 'the disk of Postgres is full',
  rig: { databaseDiskMib: 320 },
  async run(rig) {
    const run = 'f07';
    const load = startLoad(rig.otlpUrl, run, { size: 100, senders: 4, perSecond: 20, tries: 2_000 });
    await untilAcked(load.ledger);
    const ballast = path.join(rig.databaseDir, 'ballast');
    const freeMib = async () => {
      const { bavail, bsize } = await statfs(rig.databaseDir);
      return (bavail * bsize) / mebibyte;
    };
    // a little is left, so that it runs full in the middle of a write of Postgres' own
    execFileSync('fallocate', ['-l', `${Math.floor((await freeMib()) - 3)}M`, ballast]);
    const beganAt = performance.now();
    const deadline = Date.now() + 60_000;
    while ((await freeMib()) > 0.1 && rig.postgres.isRunning() && Date.now() < deadline) await sleep(50);
    const filledS = Math.round((performance.now() - beganAt) / 100) / 10;
    const fullAt = performance.now();
    const probe = probeApi(rig);
    await sleep(fullForMs);
    const figures = await probe.stop();
    const ackMsWhileFull = load.ledger.ackMs(0.99, fullAt);
    const wasRunning = rig.postgres.isRunning();
    await rm(ballast);
    // as a supervisor would: with the disk full it may have given up
    await rig.postgres.start();
    const recoverMs = await untilStored(rig.postgres);
    await sleep(2_000);
    const ledger = await load.stop();
    const verdict = await judge(rig, run, ledger);
    return {
      ...verdict,
      filledS,
      postgresStayedUp: wasRunning,
      recoverMs,
      longestMs: Math.round(ledger.longestMs),
      p99FullMs: ackMsWhileFull,
      codes: ledger.codesText,
      ...figures,
      pass:
        isClean(verdict) &&
        !ledger.hasFinalRefusal &&
        ledger.bareRefusals === 0 &&
        recoverMs <= 30_000 &&
        figures.uiUnexplained === 0,
    };
  },
};
