'use client';
import { formatCount, unknown } from '#app/_ui/format/number.ts';
import { useNow } from '#app/_ui/now.tsx';
import { Mark } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import type { Tone } from '#app/_ui/tone.ts';
import { Age, Duration } from '#app/_ui/value.tsx';
import type { TrustItem } from '#lib/contracts/trust.ts';

/** Fresh, stale, or never heard of. What is told says when it likes, so it is never stale. */
function toneOf({ freshness: { lastReadAt, staleAfter } }: TrustItem, now: number): Tone {
  if (lastReadAt === null) return 'unknown';
  return staleAfter !== null && Date.parse(staleAfter) < now ? 'warn' : 'ok';
}

/** A moment that the database read after our second began is now, not in the future. */
const heardAt = ({ freshness: { lastReadAt } }: TrustItem, now: number): string | null =>
  lastReadAt !== null && Date.parse(lastReadAt) > now ? new Date(now).toISOString() : lastReadAt;
/** Clocks are compared over a network: nothing finer is known. */
const wholeMs = (ms: number | null): number | null => ms && Math.round(ms);

const words: Record<string, string> = { unknown: 'never read', warn: 'stale', ok: 'fresh' };
const refusedOf = (item: TrustItem): number => item.rejected.reduce((sum, one) => sum + one.count, 0);

/** Everybody that something is known of: how fresh, how well its clock goes, what was lost. */
export function SenderTable({ items }: { items: readonly TrustItem[] }) {
  const now = useNow();
  return (
    <TableFrame caption="Senders and sources" minWidth="min-w-[820px]">
      <thead>
        <tr>
          <th scope="col">Sender or source</th>
          <th scope="col" className="l w-full">
            Environment
          </th>
          <th scope="col">Heard</th>
          <th scope="col">Clock offset</th>
          <th scope="col">Gaps, 7 d</th>
          <th scope="col">Refused</th>
          <th scope="col">Quarantined</th>
          <th scope="col">To change</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => {
          const tone = toneOf(item, now);
          return (
            <tr key={`${item.environment} ${item.source}`}>
              <td>
                <span className="inline-flex items-center gap-1.5" title={words[tone]}>
                  <Mark tone={tone} />
                  <span className="sr-only">{words[tone]}: </span>
                  {item.source}
                </span>
                <span className="ml-1.5 text-xs text-dim">
                  {[item.system, item.kind === 'watched' ? 'watched' : null].filter(Boolean).join(' · ')}
                </span>
              </td>
              <td className="l">{item.environment ?? <span className="text-dim">{unknown}</span>}</td>
              <td>
                <Age at={heardAt(item, now)} />
              </td>
              <td>
                <Duration ms={wholeMs(item.freshness.clockOffsetMs)} />
              </td>
              <Count value={item.gaps.length} />
              <Count value={refusedOf(item)} isBad />
              <Count value={item.quarantined} isBad />
              <Count value={item.advice.length + item.rejected.length} />
            </tr>
          );
        })}
      </tbody>
    </TableFrame>
  );
}

function Count({ value, isBad = false }: { value: number; isBad?: boolean }) {
  return <td className={value === 0 ? 'text-dim' : isBad ? 'text-bad' : ''}>{formatCount(value)}</td>;
}
