// F64: the whole product stands still for a while. When it goes on there is no storm, and what really happened meanwhile is told once.
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants } from '../product/processes.ts';
import { awaitTold, kill, makeDeathRule, openChannel, queueNames } from './alert-episodes.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';

const pausedForMs = isLong ? 600_000 : 60_000;

export const pausedProduct: Fault = {
  id: 'F64',
  what: 'the whole product is paused',
  rig: { env: withoutKeeper },
  async run(rig) {
    const { sink, channelId } = await openChannel(rig);
    await makeDeathRule(rig, [channelId]);
    const alerter = await startAlerter(rig);
    const before = queueNames('f64-before', 10);
    await kill(rig, before);
    await awaitTold(sink, before);
    const pids = await descendants(rig.pid, '--roles=');
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    alerter.freeze();
    await sleep(pausedForMs);
    const queues = queueNames('f64-after', 10);
    for (const pid of pids) process.kill(pid, 'SIGCONT');
    alerter.thaw();
    await kill(rig, queues);
    const told = await awaitTold(sink, [...before, ...queues]);
    await sleep(20_000);
    const known = new Set([...before, ...queues]);
    const falseAlarms = sink.heard.filter(
      ({ type, labels }) => type === 'alert.firing' && !known.has(labels.queue ?? ''),
    ).length;
    return { ...told, falseAlarms, pass: told.missing === 0 && told.dupAfterDedup === 0 && falseAlarms === 0 };
  },
};
