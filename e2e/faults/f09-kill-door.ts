// F09: kill -9 of the door in the middle of batches. Nothing acknowledged is lost, nothing is counted twice.
import { descendants } from '../product/processes.ts';
import type { Fault } from './fault.ts';
import { sendLedger } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';

const kills = 20;

export const killDoor: Fault = {
  id: 'F09',
  what: 'kill -9 of the door mid-batch',
  async run(product, random) {
    const run = 'f09';
    const sending = sendLedger(product.otlpUrl, run, { count: 1_500, size: 20, senders: 4 });
    let done = false;
    void sending.finally(() => {
      done = true;
    });
    let killed = 0;
    while (killed < kills && !done) {
      await new Promise((resolve) => setTimeout(resolve, 100 + random() * 600));
      for (const pid of await descendants(product.pid, '--roles=door')) {
        process.kill(pid, 'SIGKILL');
        killed += 1;
      }
    }
    const verdict = await judge(product, run, await sending);
    return { ...verdict, kills: killed, pass: isClean(verdict) && killed > 0 };
  },
};
