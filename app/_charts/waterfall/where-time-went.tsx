import { exactMs, formatMs } from '#app/_ui/format/duration.ts';
import { formatShare } from '#app/_ui/format/number.ts';
import type { CriticalPath, PathKind } from './critical-path.ts';

const kinds: readonly { kind: PathKind; word: string; look: string }[] = [
  { kind: 'delay', word: 'delay, backoff', look: 'dots' },
  { kind: 'wait', word: 'in queue', look: 'hatch' },
  { kind: 'work', word: 'work', look: 'bg-work' },
  { kind: 'fail', word: 'failed work', look: 'bg-bad' },
  { kind: 'idle', word: 'not told', look: 'border border-dashed border-strong' },
];

/** One bar: the critical path, by what its time went to. */
export function WhereTimeWent({ sums }: { sums: CriticalPath['sums'] }) {
  const whole = kinds.reduce((sum, { kind }) => sum + sums[kind], 0);
  const parts = kinds.filter(({ kind }) => sums[kind] > 0);
  if (whole <= 0 || parts.length === 0) return null;
  return (
    <div className="border-b border-line px-3 pt-2.5 pb-2">
      <div className="flex h-3 gap-px overflow-hidden rounded-[3px]" aria-hidden="true">
        {parts.map(({ kind, look }) => (
          <span key={kind} className={look} style={{ width: `max(3px, ${(sums[kind] / whole) * 100}%)` }} />
        ))}
      </div>
      <dl className="mt-1.5 flex flex-wrap gap-x-4 text-xs">
        <dt className="sr-only">Where the time went</dt>
        {parts.map(({ kind, word, look }) => (
          <dd key={kind} className="flex items-center gap-1.5" title={exactMs(sums[kind])}>
            <span aria-hidden="true" className={`h-2 w-4 rounded-[2px] ${look}`} />
            <span className="text-dim">{word}</span> {formatMs(sums[kind])}
            <span className="text-dim">{formatShare(Math.round((sums[kind] / whole) * 1000) / 1000)}</span>
          </dd>
        ))}
      </dl>
    </div>
  );
}
