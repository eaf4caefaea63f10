// F08: Postgres is away and the spool's disk is full, then read-only. Senders are told to come back, the door says why it is not ready,
// does not die, and takes everything again when either is back.
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilDrained } from './door-metrics.ts';
import type { Fault } from './fault.ts';
import { startLoad, untilAcked } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';
import { startOwnDoor, withoutDoor } from './own-door.ts';

const waitMs = 60_000;
const refusedForMs = 4_000;

async function readiness(url: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  return { status: answer?.status ?? 0, text: (await answer?.text()) ?? '' };
}

export const spoolDisk: Fault = {
  id: 'F08',
  what: "the spool's disk is full, then read-only",
  rig: { env: withoutDoor },
  async run(rig) {
    const run = 'f08';
    const disk = await rig.mountDisk('door', 8);
    const door = await startOwnDoor(rig, { SIGNALBOX_DATA_DIR: disk, SIGNALBOX_SPOOL_MAX_MB: '64' });
    const load = startLoad(door.url, run, { size: 100, senders: 4, perSecond: 40, pauseMs: 100, tries: 5_000 });
    const { ledger } = load;
    const untilRefused = async () => {
      const before = ledger.codes.get(503) ?? 0;
      const deadline = Date.now() + waitMs;
      while ((ledger.codes.get(503) ?? 0) <= before && Date.now() < deadline) await sleep(20);
    };
    await untilAcked(ledger);
    const firstPid = door.pid();
    await rig.postgres.crash();
    await untilRefused();
    await sleep(refusedForMs);
    const full = await readiness(door.url);
    await rig.postgres.start();
    const drainedS = await untilDrained(door.url);
    const crashes = door.pid() === firstPid && door.isRunning() ? 0 : 1;
    const afterFull = await readiness(door.url);

    // A disk that turns read-only cannot be remounted so while it is written to: the door meets it when it starts.
    await door.end('SIGTERM');
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    const startMs = await door.start();
    await untilAcked(ledger);
    await rig.postgres.crash();
    await untilRefused();
    await sleep(refusedForMs);
    const readOnly = await readiness(door.url);
    const stillThere = door.isRunning();
    execFileSync('mount', ['-o', 'remount,rw', disk]);
    // the spool is found writable again although Postgres is still away
    const spoolBackMs = await untilAcked(ledger);
    await rig.postgres.start();
    await untilDrained(door.url);
    await load.stop();
    const verdict = await judge(rig, run, ledger);
    return {
      ...verdict,
      crashes: crashes + (stillThere ? 0 : 1),
      readyzFull: full.status,
      readyzReadOnly: readOnly.status,
      saysWhy: full.text.includes('spool') && readOnly.text.includes('spool'),
      spoolDrainedS: drainedS,
      startOnReadOnlyMs: startMs,
      spoolBackMs,
      bareRefusals: ledger.bareRefusals,
      codes: ledger.codesText,
      pass:
        isClean(verdict) &&
        !ledger.hasFinalRefusal &&
        ledger.bareRefusals === 0 &&
        crashes === 0 &&
        stillThere &&
        full.status === 503 &&
        readOnly.status === 503 &&
        full.text.includes('spool') &&
        readOnly.text.includes('spool') &&
        afterFull.status === 200 &&
        spoolBackMs <= 30_000,
    };
  },
};
