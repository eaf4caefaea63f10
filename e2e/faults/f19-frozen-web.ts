// F19: the web process is frozen. What is sent is taken in and derived all the same, and the screens are right as soon as it thaws.
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants } from '../product/processes.ts';
import { askApi } from '../product/start-product.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { startLoad, untilAcked } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';

const frozenForMs = isLong ? 60_000 : 15_000;

export const frozenWeb: Fault = {
  id: 'F19',
  what: 'the web process is frozen',
  async run(rig) {
    const run = 'f19';
    const load = startLoad(rig.otlpUrl, run, { size: 20, senders: 4, perSecond: 25 });
    await untilAcked(load.ledger);
    const frozen = await descendants(rig.pid, 'next');
    const beganAt = performance.now();
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    let undelivered = Number.NaN;
    try {
      await sleep(frozenForMs);
      // what was stored goes on being derived, web or not
      const [inbox] = await rig.postgres.query<{ count: number }>(
        "select count(*)::int as count from inbox where at < now() - interval '10 seconds'",
      );
      undelivered = inbox?.count ?? 0;
    } finally {
      for (const pid of frozen) process.kill(pid, 'SIGCONT');
    }
    const p99FrozenMs = load.ledger.ackMs(0.99, beganAt);
    const thawedAt = performance.now();
    await askApi(rig, '/queues?environment=faults');
    const webBackMs = Math.round(performance.now() - thawedAt);
    const ledger = await load.stop();
    const verdict = await judge(rig, run, ledger);
    return {
      ...verdict,
      frozen: frozen.length,
      p99FrozenMs,
      waitingOver10S: undelivered,
      webBackMs,
      codes: ledger.codesText,
      pass:
        isClean(verdict) &&
        frozen.length > 0 &&
        undelivered === 0 &&
        webBackMs <= 10_000 &&
        [...ledger.codes.keys()].every((code) => code === 200),
    };
  },
};
