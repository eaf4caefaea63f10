// F55: the receiver is down: it refuses, answers 500, cuts. It is tried again with growing pauses; what it missed comes when it is back, the
// beginning of an episode before its end.
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitTold, create, kill, makeDeathRule, openChannel, queueNames } from './alert-episodes.ts';
import { answering } from './alert-sink.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';

const downForMs = isLong ? 600_000 : 60_000;

export const receiverDown: Fault = {
  id: 'F55',
  what: 'the receiver of notices is down',
  rig: { env: withoutKeeper },
  async run(rig) {
    const { sink, channelId } = await openChannel(rig);
    const rule = await makeDeathRule(rig, [channelId]);
    await startAlerter(rig);
    const queues = queueNames('f55', 20);
    sink.mode = answering(500);
    await kill(rig, queues.slice(0, 10));
    await sleep(downForMs / 3);
    sink.mode = (response) => response.destroy();
    await kill(rig, queues.slice(10));
    await sleep(downForMs / 3);
    await sink.shut();
    await sleep(downForMs / 3);
    const triesWhileDown = sink.heard.length;
    // it ends while nobody can be told
    await create(rig, `/alerts/rules/${rule.id}`, { enabled: false }, 'PATCH');
    sink.mode = answering(200);
    await sink.open();
    const backAt = Date.now();
    const told = await awaitTold(sink, queues, 700_000);
    const delayMs = Date.now() - backAt;
    const ends = () => sink.heard.filter(({ type, status }) => type === 'alert.resolved' && status === 200);
    for (const until = Date.now() + 60_000; Date.now() < until && ends().length < queues.length; ) await sleep(200);
    const good = sink.heard.filter(({ status }) => status === 200);
    const early = ends().filter(
      (end) => !good.some((one) => one.type === 'alert.firing' && one.episodeId === end.episodeId && one.at <= end.at),
    ).length;
    return {
      ...told,
      triesWhileDown,
      delayMs,
      resolved: ends().length,
      resolvedBeforeFiring: early,
      pass: told.missing === 0 && told.dupAfterDedup === 0 && early === 0 && ends().length === queues.length,
    };
  },
};
