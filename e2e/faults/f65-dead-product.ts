// F65: what evaluates is dead for good. The sign of life to somebody outside stops, and readiness says that nobody evaluates.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDeathRule, openChannel } from './alert-episodes.ts';
import { awaitLeader, startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';

export const deadProduct: Fault = {
  id: 'F65',
  what: 'what evaluates alerts is dead',
  rig: { env: withoutKeeper },
  async run(rig) {
    const beats: number[] = [];
    const outside = createServer((_request, response) => {
      beats.push(Date.now());
      response.end();
    }).listen(0, '127.0.0.1');
    await once(outside, 'listening');
    rig.onStop(() => outside.close());
    const { channelId } = await openChannel(rig);
    await makeDeathRule(rig, [channelId]);
    const port = (outside.address() as AddressInfo).port;
    const alerter = await startAlerter(rig, { SIGNALBOX_HEARTBEAT_URL: `http://127.0.0.1:${port}/beat` });
    await awaitLeader(rig, [alerter]);
    for (const until = Date.now() + 150_000; Date.now() < until && beats.length < 2; ) await sleep(500);
    const beforeDeath = beats.length;
    await alerter.end('SIGKILL');
    const diedAt = Date.now();
    const ready = async () =>
      fetch(`${rig.url}/readyz`).then(async (answer) => ({ status: answer.status, text: await answer.text() }));
    let redMs = Number.NaN;
    for (const until = Date.now() + 60_000; Date.now() < until; await sleep(500)) {
      const { text } = await ready();
      if (!/keeper/.test(text)) continue;
      redMs = Date.now() - diedAt;
      break;
    }
    await sleep(Math.max(0, 70_000 - (Date.now() - diedAt)));
    const afterDeath = beats.length - beforeDeath;
    return { beforeDeath, afterDeath, redMs, pass: beforeDeath >= 2 && afterDeath === 0 && redMs <= 30_000 };
  },
};
