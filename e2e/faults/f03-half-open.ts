// F03: the network to Postgres swallows every packet. No request hangs, and the pools heal by themselves afterwards.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { startLoad, untilAcked } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';
import { untilStored } from './until-stored.ts';

const swallowedForMs = isLong ? 60_000 : 20_000;
/** An answer is due within 5 s; beyond that and the scheduling of a busy machine, a request hangs. */
const answerLimitMs = 5_500;
const recoverLimitMs = 30_000;
/** Ten for each of three processes, and their listeners. */
const connectionLimit = 40;

export const halfOpen: Fault = {
  id: 'F03',
  what: 'the network to Postgres swallows every packet',
  async run(rig) {
    const run = 'f03';
    const load = startLoad(rig.otlpUrl, run, { size: 20, senders: 4, perSecond: 25 });
    await untilAcked(load.ledger);
    await sleep(2_000);
    const beganAt = performance.now();
    rig.proxy.blackhole();
    await sleep(swallowedForMs);
    const endedAt = performance.now();
    rig.proxy.heal();
    const recoverMs = await untilStored(rig.postgres);
    await sleep(3_000);
    const ledger = await load.stop();
    const verdict = await judge(rig, run, ledger);
    const [held] = await rig.postgres.query<{ count: number }>(
      "select count(*)::int as count from pg_stat_activity where application_name like 'signalbox%'",
    );
    const during = ledger.times.filter(({ at }) => at > beganAt && at < endedAt).map(({ ms }) => ms);
    return {
      ...verdict,
      answeredDuring: during.length,
      longestMs: Math.round(ledger.longestMs),
      p99DuringMs: ledger.ackMs(0.99, beganAt, endedAt),
      recoverMs,
      connectionsAfter: held?.count ?? 0,
      codes: ledger.codesText,
      pass:
        isClean(verdict) &&
        !ledger.hasFinalRefusal &&
        ledger.bareRefusals === 0 &&
        ledger.longestMs <= answerLimitMs &&
        recoverMs <= recoverLimitMs &&
        (held?.count ?? 0) <= connectionLimit,
    };
  },
};
