// F61: the clock of the process that evaluates is an hour wrong, one way and the other. The database's time rules: alerts come no earlier or later.
import path from 'node:path';
import { awaitTold, evaluateEveryMs, kill, makeDeathRule, openChannel, queueNames } from './alert-episodes.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';

const preload = path.join(import.meta.dirname, 'shift-clock.ts');

export const wrongClock: Fault = {
  id: 'F61',
  what: 'the clock of the process that evaluates is an hour wrong',
  rig: { env: withoutKeeper },
  async run(rig) {
    const { sink, channelId } = await openChannel(rig);
    await makeDeathRule(rig, [channelId]);
    const errors: number[] = [];
    let missing = 0;
    for (const shiftMs of [3_600_000, -3_600_000]) {
      const alerter = await startAlerter(rig, {
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${preload}`.trim(),
        FAULT_CLOCK_SHIFT_MS: String(shiftMs),
      });
      const queues = queueNames(`f61-${shiftMs}`, 10);
      const beganAt = Date.now();
      await kill(rig, queues);
      missing += (await awaitTold(sink, queues)).missing;
      errors.push(
        ...sink.heard.filter(({ labels }) => queues.includes(labels.queue ?? '')).map(({ at }) => at - beganAt),
      );
      await alerter.end('SIGTERM');
    }
    const slots = await rig.postgres.query<{ off: number }>(
      `select max(abs(extract(epoch from noted_at - at)))::float8 as off from alert_transition where to_phase = 'firing'`,
    );
    const latestMs = Math.max(...errors);
    const slotOffS = Math.round(slots[0]?.off ?? Number.NaN);
    return {
      missing,
      latestMs,
      slotOffS,
      pass: missing === 0 && latestMs <= evaluateEveryMs + 30_000 && slotOffS <= 60,
    };
  },
};
