// F11: while the door is down its spool is damaged: the tail cut off, a page overwritten. The door starts, works off what can be read,
// and says how much cannot.
import { closeSync, openSync, readdirSync, statSync, truncateSync, writeSync } from 'node:fs';
import path from 'node:path';
import { askApi } from '../product/start-product.ts';
import { untilDrained } from './door-metrics.ts';
import type { Fault } from './fault.ts';
import { Ledger } from './ledger.ts';
import { sendLedger } from './ledger-sender.ts';
import { judge } from './oracle.ts';
import { startOwnDoor, withoutDoor } from './own-door.ts';

const pageBytes = 4096;
const size = 20;
type Damage = (file: string, random: () => number) => void;

const cutTail: Damage = (file, random) => truncateSync(file, Math.floor(statSync(file).size * (0.4 + random() * 0.5)));
const cutLastBytes: Damage = (file) => truncateSync(file, Math.max(0, statSync(file).size - 100));
const flipPage: Damage = (file, random) => {
  const pages = Math.floor(statSync(file).size / pageBytes);
  const handle = openSync(file, 'r+');
  writeSync(
    handle,
    Buffer.alloc(pageBytes, 0xa5),
    0,
    pageBytes,
    Math.floor((0.3 + random() * 0.6) * pages) * pageBytes,
  );
  closeSync(handle);
};
const damages: Record<string, { damage: Damage; isLog: boolean; signal: 'SIGKILL' | 'SIGTERM' }> = {
  'log cut': { damage: cutTail, isLog: true, signal: 'SIGKILL' },
  'log cut by bytes': { damage: cutLastBytes, isLog: true, signal: 'SIGKILL' },
  'log page': { damage: flipPage, isLog: true, signal: 'SIGKILL' },
  'file cut': { damage: cutTail, isLog: false, signal: 'SIGTERM' },
  'file cut by bytes': { damage: cutLastBytes, isLog: false, signal: 'SIGTERM' },
  'file page': { damage: flipPage, isLog: false, signal: 'SIGTERM' },
};

interface Trust {
  items: { rejected: { reason: string; count: number }[] }[];
}

export const damagedSpool: Fault = {
  id: 'F11',
  what: "the spool's tail is cut off, a page overwritten",
  rig: { env: withoutDoor },
  async run(rig, random) {
    const run = 'f11';
    const ledger = new Ledger();
    const door = await startOwnDoor(rig);
    const folder = path.join(rig.dataDir, 'spool');
    let [damaged, slowestStartMs] = [0, 0];
    for (const [round, { damage, isLog, signal }] of Object.values(damages).entries()) {
      await rig.postgres.crash();
      await sendLedger(door.url, run, { size, senders: 4, count: 100, first: round * 100, ledger });
      await door.end(signal);
      const ending = isLog ? '.sqlite-wal' : '.sqlite';
      const files = readdirSync(folder).filter((name) => name.startsWith('spool-') && name.endsWith(ending));
      const largest = files
        .map((name) => path.join(folder, name))
        .sort((a, b) => statSync(b).size - statSync(a).size)
        .find((file) => statSync(file).size > pageBytes);
      if (largest) {
        damage(largest, random);
        damaged += 1;
      }
      // it starts although Postgres is away, damage or not
      slowestStartMs = Math.max(slowestStartMs, await door.start());
      await rig.postgres.start();
      await untilDrained(door.url);
    }
    const verdict = await judge(rig, run, ledger, 30_000);
    const { items } = await askApi<Trust>(rig, '/trust');
    const told = items
      .flatMap(({ rejected }) => rejected)
      .filter(({ reason }) => reason === 'spool-damaged')
      .reduce((sum, { count }) => sum + count, 0);
    return {
      ...verdict,
      damaged,
      told,
      slowestStartMs,
      codes: ledger.codesText,
      lostRequests: verdict.lost / size,
      // what damage took is gone, whole requests only, and it is told: by spans where those are known, else by requests
      pass:
        damaged === Object.keys(damages).length &&
        verdict.lost > 0 &&
        verdict.lost % size === 0 &&
        told >= verdict.lost / size &&
        told <= verdict.lost &&
        verdict.dup + verdict.ghost + verdict.spanDup === 0 &&
        verdict.counterOff === 0 &&
        verdict.lost < verdict.acked,
    };
  },
};
