'use client';
// The last due times as bars, the newest to the right. Height and fill say what became of each, not colour alone. The strip is one button: bars are
// too narrow to be hit. It opens a list in which each due time leads to its run.
import { useId, useState } from 'react';
import type { SlotView } from '#lib/contracts/schedule.ts';
import { anchoredTo, anchorOf } from '../anchor.ts';
import { useNow } from '../now.tsx';
import { slotTone, type Tone } from '../tone.ts';
import { useZone } from '../zone.tsx';
import { SlotList } from './slot-list.tsx';
import { slotWords, sumWords } from './slot-words.ts';

const shapes: Record<Tone, string> = {
  ok: 'h-3 bg-ok/70',
  warn: 'h-4 bg-warn',
  bad: 'h-5 bg-bad',
  work: 'h-3 border border-work',
  idle: 'h-1.5 bg-strong',
  unknown: 'h-3 border border-dashed border-dim',
};

export function SlotStrip({ slots, label }: { slots: readonly SlotView[]; label: string }) {
  const now = useNow();
  const [zone] = useZone();
  const id = `slots-${useId().replaceAll(/[^a-z0-9]/gi, '')}`;
  const [isOpen, setOpen] = useState(false);
  /** The bar that was clicked; null by keyboard. */
  const [chosen, setChosen] = useState<string | null>(null);
  if (slots.length === 0) return <span className="text-xs text-dim">no due time yet</span>;
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={`${label}: ${sumWords(slots)}`}
        ref={anchorOf(id)}
        className="inline-flex h-6 min-w-6 items-end gap-px rounded-[3px] pb-0.5 align-middle hover:bg-soft"
        onClick={({ target }) => setChosen((target as Element).closest<HTMLElement>('[data-due]')?.dataset.due ?? null)}
      >
        {slots.map((slot) => (
          <span
            key={slot.dueAt}
            aria-hidden="true"
            data-due={slot.dueAt}
            title={slotWords(slot, zone, now)}
            className="flex h-full items-end"
          >
            <span className={`block w-[4px] rounded-[1px] ${shapes[slotTone[slot.outcome]]}`} />
          </span>
        ))}
      </button>
      <div
        id={id}
        popover="auto"
        className="panel absolute inset-auto top-[anchor(bottom)] left-[anchor(left)] mt-1 max-h-[50dvh] w-[440px] max-w-[92vw] overflow-y-auto p-1.5 text-sm whitespace-normal text-ink [position-try-fallbacks:flip-block,flip-inline]"
        ref={anchoredTo(id)}
        onToggle={({ newState }) => setOpen(newState === 'open')}
      >
        {isOpen && <SlotList slots={slots} label={label} chosen={chosen} />}
      </div>
    </>
  );
}
