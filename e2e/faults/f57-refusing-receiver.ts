// F57: receivers answer 429 with Retry-After, 410 and 302: it waits as told; it tells nothing more there, and others that it does not; it follows
// nowhere.
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitTold, kill, makeDeathRule, openChannel } from './alert-episodes.ts';
import { answering } from './alert-sink.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';

const retryAfterS = 40;

export const refusingReceiver: Fault = {
  id: 'F57',
  what: 'receivers answer 429, 410 and 302',
  rig: { env: withoutKeeper },
  async run(rig) {
    const slow = await openChannel(rig, 'slow');
    const gone = await openChannel(rig, 'gone');
    const moved = await openChannel(rig, 'moved');
    const aim = await openChannel(rig, 'aim');
    slow.sink.mode = (response, heard) =>
      slow.sink.heard.length === 1
        ? answering(429, { 'retry-after': String(retryAfterS) })(response, heard)
        : answering(200)(response, heard);
    gone.sink.mode = answering(410);
    moved.sink.mode = answering(302, { location: aim.sink.url });
    await makeDeathRule(rig, [slow.channelId, gone.channelId, moved.channelId]);
    await startAlerter(rig);
    await kill(rig, ['f57']);
    const told = await awaitTold(slow.sink, ['f57'], 180_000);
    const [first, second] = slow.sink.heard;
    const waitedMs = first && second ? second.at - first.at : 0;
    const isOfGone = ({ labels }: { labels: Record<string, string> }) => labels.channel === 'gone';
    for (const until = Date.now() + 150_000; Date.now() < until && !aim.sink.heard.some(isOfGone); ) await sleep(500);
    return {
      ...told,
      waitedMs,
      triesOfGone: gone.sink.heard.filter(({ rule }) => rule === 'deaths').length,
      redirectsFollowed: aim.sink.heard.filter(({ rule }) => rule === 'deaths').length,
      toldElsewhere: aim.sink.heard.some(isOfGone),
      pass:
        told.missing === 0 &&
        waitedMs >= retryAfterS * 1000 &&
        gone.sink.heard.filter(({ rule }) => rule === 'deaths').length === 1 &&
        !aim.sink.heard.some(({ rule }) => rule === 'deaths') &&
        aim.sink.heard.some(isOfGone),
    };
  },
};
