// F06: somebody holds every connection that Postgres has. Senders wait or are told to come back, screens say what is wrong, and all of it
// works again when the connections are free.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { probeApi } from './api-probe.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { startLoad, untilAcked } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';
import { untilStored } from './until-stored.ts';

const takenForMs = isLong ? 60_000 : 15_000;

const endProducts = "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'signalbox%'";

/** Ends the product's connections and takes every free one until `stop`. */
function hogConnections(url: string): { held(): number; hasAll(): boolean; stop(): Promise<void> } {
  const held: pg.Client[] = [];
  let isEnding = false;
  let left = 1;
  const done = (async () => {
    while (!isEnding) {
      const client = new pg.Client({ connectionString: url, application_name: 'hog', connectionTimeoutMillis: 5_000 });
      client.on('error', () => {});
      try {
        await client.connect();
        held.push(client);
      } catch {
        await client.end().catch(() => {});
        // full: whom the product still has is ended, and its place taken next
        left = (await held[0]?.query(endProducts).catch(() => null))?.rowCount ?? left;
        await sleep(20);
      }
    }
    await Promise.all(held.map((client) => client.end().catch(() => {})));
  })();
  return {
    held: () => held.length,
    hasAll: () => left === 0,
    async stop() {
      isEnding = true;
      await done;
    },
  };
}

export const noConnections: Fault = {
  id: 'F06',
  what: 'all connections of Postgres are taken',
  async run(rig) {
    const run = 'f06';
    const load = startLoad(rig.otlpUrl, run, { size: 20, senders: 4, perSecond: 25 });
    await untilAcked(load.ledger);
    const hog = hogConnections(rig.postgres.url);
    for (const deadline = Date.now() + 30_000; !hog.hasAll() && Date.now() < deadline; ) await sleep(20);
    const hasAll = hog.hasAll();
    const probe = probeApi(rig);
    await sleep(takenForMs);
    const figures = await probe.stop();
    const held = hog.held();
    await hog.stop();
    const recoverMs = await untilStored(rig.postgres);
    const ledger = await load.stop();
    const verdict = await judge(rig, run, ledger);
    return {
      ...verdict,
      held,
      recoverMs,
      longestMs: Math.round(ledger.longestMs),
      codes: ledger.codesText,
      ...figures,
      pass:
        isClean(verdict) &&
        hasAll &&
        !ledger.hasFinalRefusal &&
        ledger.longestMs <= 10_500 &&
        recoverMs <= 30_000 &&
        figures.uiUnexplained === 0,
    };
  },
};
