// Why a run that has not begun waits: what its state, its due time and its queue say, as sentences. Pure.
import { formatMs } from '#app/_ui/format/duration.ts';
import { formatCount, threeDigits } from '#app/_ui/format/number.ts';
import type { QueueView } from '#lib/contracts/queue.ts';
import type { RunDetail } from '#lib/contracts/run.ts';

export interface Reason {
  text: string;
  /** It will not go on by itself. */
  isBad: boolean;
}

type Waiting = Pick<RunDetail, 'state' | 'dueAt' | 'attemptCount' | 'maxAttempts'>;

/** The surest reason first; empty when the run does not wait. `queue` undefined = not read yet. */
export function whyWaiting(run: Waiting, queue: QueueView | undefined, nowMs: number): Reason[] {
  const due = run.dueAt === null ? null : Date.parse(run.dueAt);
  const isDue = due === null || due <= nowMs;
  const reasons: Reason[] = [];
  const say = (text: string, isBad = false) => void reasons.push({ text, isBad });
  if (run.state === 'scheduled' && due !== null) {
    say(
      isDue
        ? `It was due ${formatMs(nowMs - due)} ago and was not put into the queue.`
        : `It is due in ${formatMs(due - nowMs)}.`,
      isDue,
    );
  }
  if (run.state === 'blocked') say('It waits for other runs: they stand under “Around it”, as far as they are known.');
  if (run.state === 'retrying') {
    const left = run.maxAttempts === null ? '' : `, ${run.maxAttempts - run.attemptCount} left`;
    say(
      `Attempt ${run.attemptCount} failed${left}. ${due !== null && !isDue ? `It is tried again in ${formatMs(due - nowMs)}.` : 'When it is tried again is not reported.'}`,
    );
  }
  if (run.state === 'queued' || (run.state === 'retrying' && isDue) || (run.state === 'scheduled' && isDue)) {
    if (queue) for (const reason of ofQueue(queue)) reasons.push(reason);
  }
  return reasons;
}

function ofQueue({ isPaused, workers, depth, window, oldestWaitingMs, drain }: QueueView): Reason[] {
  const reasons: Reason[] = [];
  const say = (text: string, isBad = false) => void reasons.push({ text, isBad });
  if (isPaused) say('The queue is paused.', true);
  if (workers === 0) say('No worker is connected to the queue.', true);
  const rate = (window.started * 60_000) / (Date.parse(window.to) - Date.parse(window.from));
  if (depth.queued !== null) {
    const others = Math.max(0, depth.queued - 1);
    say(others === 0 ? 'No other run waits in the queue.' : `${formatCount(others)} other runs wait in the queue.`);
  }
  if (oldestWaitingMs !== null) say(`The oldest has waited ${formatMs(oldestWaitingMs)}.`);
  if (rate > 0)
    say(`${threeDigits(rate)} runs a minute were taken lately${workers ? ` by ${formatCount(workers)} workers` : ''}.`);
  else say('No run was taken lately.', true);
  if (drain.verdict === 'draining' && drain.seconds !== null)
    say(`At this rate the queue is empty in ${formatMs(drain.seconds * 1_000)}.`);
  if (drain.verdict === 'growing') say('More come in than are taken: at this rate it never empties.', true);
  return reasons;
}
