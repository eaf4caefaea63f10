'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { Link } from '#app/_ui/link.tsx';
import type { SlotView } from '#lib/contracts/schedule.ts';
import { useNow } from '../now.tsx';
import { Status } from '../status.tsx';
import { slotTone } from '../tone.ts';
import { useZone } from '../zone.tsx';
import { slotWords } from './slot-words.ts';

interface SlotListProps {
  slots: readonly SlotView[];
  label: string;
  /** Due time of the one to show first. */
  chosen: string | null;
}

/** Due times in words, the newest first, each a link to its run where it has one. */
export function SlotList({ slots, label, chosen }: SlotListProps) {
  const link = useScopedLink();
  const now = useNow();
  const [zone] = useZone();
  const row = 'flex min-h-7 items-center rounded-md px-2';
  return (
    <ol aria-label={label}>
      {slots.toReversed().map((slot) => {
        const words = <Status tone={slotTone[slot.outcome]}>{slotWords(slot, zone, now)}</Status>;
        const isChosen = slot.dueAt === chosen;
        return (
          <li
            key={slot.dueAt}
            ref={(item) => (isChosen ? item?.scrollIntoView({ block: 'center' }) : undefined)}
            className={isChosen ? 'rounded-md bg-soft' : undefined}
          >
            {slot.runId ? (
              <Link href={link(`/runs/${slot.runId}`)} className={`${row} hover:bg-soft hover:underline`}>
                {words}
              </Link>
            ) : (
              <span className={`${row} text-dim`}>{words}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
