'use client';
// The last due times as bars, the newest to the right. Height and fill say what became of each, not colour alone; each opens its run.
import { useScopedLink } from '#app/_data/scope.ts';
import { Link } from '#app/_ui/link.tsx';
import type { SlotView } from '#lib/contracts/schedule.ts';
import { useNow } from '../now.tsx';
import { slotTone, type Tone } from '../tone.ts';
import { useZone } from '../zone.tsx';
import { slotWords } from './slot-words.ts';

const shapes: Record<Tone, string> = {
  ok: 'h-3 bg-ok/70',
  warn: 'h-4 bg-warn',
  bad: 'h-5 bg-bad',
  work: 'h-3 border border-work',
  idle: 'h-1.5 bg-strong',
  unknown: 'h-3 border border-dashed border-dim',
};

export function SlotStrip({ slots, label }: { slots: readonly SlotView[]; label: string }) {
  const link = useScopedLink();
  const now = useNow();
  const [zone] = useZone();
  if (slots.length === 0) return <span className="text-xs text-dim">no due time yet</span>;
  return (
    <ol aria-label={label} className="inline-flex h-5 items-end gap-px align-middle">
      {slots.map((slot) => {
        const words = slotWords(slot, zone, now);
        const bar = (
          <span aria-hidden="true" className={`block w-[4px] rounded-[1px] ${shapes[slotTone[slot.outcome]]}`} />
        );
        return (
          <li key={slot.dueAt} className="flex h-5 items-end" title={words}>
            {slot.runId ? (
              <Link
                href={link(`/runs/${slot.runId}`)}
                aria-label={words}
                className="flex h-5 items-end hover:bg-soft"
                prefetch={false}
              >
                {bar}
              </Link>
            ) : (
              <>
                <span className="sr-only">{words}</span>
                {bar}
              </>
            )}
          </li>
        );
      })}
    </ol>
  );
}
