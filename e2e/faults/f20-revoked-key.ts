// F20: an ingest key is rotated and revoked under load. While both keys exist both are good; the revoked one is refused within 5 s, for good.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { makeIngestKey, revokeKey, startKeyedDoor } from './keyed-door.ts';
import { Ledger } from './ledger.ts';
import { ask, requestOf, startLoad, untilAcked } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';
import { withoutDoor } from './own-door.ts';

const rotations = isLong ? 10 : 2;
const refusedWithinMs = 5_000;

export const revokedKey: Fault = {
  id: 'F20',
  what: 'an ingest key is rotated and revoked under load',
  rig: { env: withoutDoor },
  async run(rig) {
    const run = 'f20';
    const door = await startKeyedDoor(rig);
    const ledger = new Ledger();
    const withoutKey = await ask(door.url, requestOf(run, ['never'], Date.now()));
    let [slowestMs, acceptedAfter, goodRefused] = [0, 0, 0];
    let old = await makeIngestKey(rig, 'first');
    for (let rotation = 0; rotation < rotations; rotation++) {
      const next = await makeIngestKey(rig, `rotation ${rotation}`);
      const loads = [old, next].map(({ token }, i) =>
        startLoad(door.url, run, {
          size: 5,
          senders: 1,
          perSecond: 20,
          first: (rotation * 2 + i) * 10_000,
          key: token,
          tries: 1,
        }),
      );
      const [before, after] = loads.map((load) => load.ledger) as [Ledger, Ledger];
      await Promise.all([untilAcked(before), untilAcked(after)]);
      goodRefused += before.codes.get(401) ?? 0;
      await revokeKey(rig, old.id);
      const revokedAt = performance.now();
      while (!before.codes.has(401) && performance.now() - revokedAt < 30_000) await sleep(10);
      slowestMs = Math.max(slowestMs, Math.round(performance.now() - revokedAt));
      await sleep(2_000);
      acceptedAfter += before.ackedBetween(revokedAt + refusedWithinMs, Number.POSITIVE_INFINITY);
      for (const load of loads) ledger.add(await load.stop());
      goodRefused += after.codes.get(401) ?? 0;
      old = next;
    }
    const verdict = await judge(rig, run, ledger);
    return {
      ...verdict,
      withoutKey: withoutKey.status,
      rotations,
      slowestRefusalMs: slowestMs,
      acceptedAfter,
      goodRefused,
      codes: ledger.codesText,
      pass:
        isClean(verdict) &&
        withoutKey.status === 401 &&
        slowestMs <= refusedWithinMs &&
        acceptedAfter === 0 &&
        goodRefused === 0,
    };
  },
};
