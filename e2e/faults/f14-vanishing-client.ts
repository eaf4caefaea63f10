// F14: the client resets the connection after its body and before the answer, and sends again later. Stored once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { Ledger } from './ledger.ts';
import { ask, requestOf } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';
import { sendAndVanish } from './vanish.ts';

const clients = isLong ? 500 : 200;
const size = 10;

export const vanishingClient: Fault = {
  id: 'F14',
  what: 'the client vanishes before the answer and sends again',
  async run(rig, random) {
    const run = 'f14';
    const ledger = new Ledger();
    let next = 0;
    const loop = async () => {
      while (next < clients) {
        const client = next++;
        const ids = Array.from({ length: size }, (_, index) => `${client}-${index}`);
        const body = requestOf(run, ids, Date.now());
        for (const id of ids) ledger.sent.add(id);
        await sendAndVanish(rig.otlpUrl, body, random() * 20);
        if (random() < 0.5) await sleep(random() * 50);
        ledger.note(ids, await ask(rig.otlpUrl, body));
      }
    };
    await Promise.all([loop(), loop(), loop(), loop()]);
    const verdict = await judge(rig, run, ledger);
    return {
      ...verdict,
      vanished: clients,
      codes: ledger.codesText,
      pass: isClean(verdict) && ledger.acked.size === clients * size,
    };
  },
};
