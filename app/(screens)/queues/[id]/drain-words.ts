// When the backlog will be gone, in words: pure.
import { formatMs } from '#app/_ui/format/duration.ts';
import { unknown } from '#app/_ui/format/number.ts';
import type { Drain } from '#lib/contracts/queue.ts';

export interface DrainWords {
  text: string;
  /** The range, or why there is no time. */
  note: string;
}

const told: Record<Exclude<Drain['verdict'], 'draining'>, DrainWords> = {
  empty: { text: 'empty', note: 'nothing waits' },
  steady: { text: 'not at this rate', note: 'as much comes as goes' },
  growing: { text: 'never at this rate', note: 'more comes than goes' },
  stalled: { text: 'never at this rate', note: 'nothing was finished in 15 min' },
  unknown: { text: unknown, note: 'too few runs to tell' },
};

export function drainWords({ verdict, seconds, low, high }: Drain): DrainWords {
  if (verdict !== 'draining' || seconds === null) return told[verdict === 'draining' ? 'unknown' : verdict];
  const least = low === null ? '' : formatMs(low * 1000);
  const note = high === null ? `from ${least}, maybe never` : `${least} to ${formatMs(high * 1000)}`;
  return { text: formatMs(seconds * 1000), note };
}
