// F65: what evaluates is dead for good. The sign of life to somebody outside stops, `signalbox health` says that nobody does its work, and widgets,
// whose figures it made, turn grey.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { create, kill, makeDeathRule, openChannel } from './alert-episodes.ts';
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
    await kill(rig, ['f65']);
    await makeDeathRule(rig, [channelId]);
    const port = (outside.address() as AddressInfo).port;
    const alerter = await startAlerter(rig, { SIGNALBOX_HEARTBEAT_URL: `http://127.0.0.1:${port}/beat` });
    await awaitLeader(rig, [alerter]);
    for (const until = Date.now() + 150_000; Date.now() < until && beats.length < 2; ) await sleep(500);
    const { urls } = await create<{ urls: { json: string } }>(rig, '/widgets', {
      name: 'f65',
      scope: { queue: 'f65' },
    });
    const liveMs = await msUntil(Date.now(), async () => (await lookAt(urls.json)).status !== 'unknown');
    const beforeDeath = beats.length;
    await alerter.end('SIGKILL');
    const diedAt = Date.now();
    const [redMs, greyMs] = await Promise.all([
      msUntil(diedAt, async () => /keeper/.test(await health(rig.env))),
      msUntil(diedAt, async () => (await lookAt(urls.json)).status === 'unknown'),
    ]);
    await sleep(Math.max(0, 70_000 - (Date.now() - diedAt)));
    const afterDeath = beats.length - beforeDeath;
    const isDead = afterDeath === 0 && redMs <= 30_000 && greyMs <= 90_000;
    return { beforeDeath, afterDeath, redMs, greyMs, pass: beforeDeath >= 2 && liveMs >= 0 && isDead };
  },
};

/** Ms from `sinceMs` until `isSo`, NaN when not within two minutes. */
async function msUntil(sinceMs: number, isSo: () => Promise<boolean>): Promise<number> {
  for (const until = Date.now() + 120_000; Date.now() < until; await sleep(500)) {
    if (await isSo()) return Date.now() - sinceMs;
  }
  return Number.NaN;
}

const lookAt = async (url: string): Promise<{ status: string }> => (await fetch(url)).json();

const launcher = path.resolve(import.meta.dirname, '../../lib/launch/main.ts');

/** What `signalbox health` says of the installation. */
const health = (env: Record<string, string>): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, [launcher, 'health'], { env: { ...process.env, ...env } }, (_error, out) =>
      resolve(out),
    );
  });
