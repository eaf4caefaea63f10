'use client';
import { formatCount, unknown } from '#app/_ui/format/number.ts';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Duration, Moment } from '#app/_ui/value.tsx';
import type { GapView, TrustItem } from '#lib/contracts/trust.ts';

const most = 20;
const causes: Record<GapView['cause'], string> = {
  trimmed: 'its event log was trimmed before it was read',
  retention: 'finished jobs were removed before they were read',
  reset: 'it was emptied or replaced',
  'collector-down': 'nobody was reading it',
  'poll-interval': 'more happened than one reading shows',
};

/** Stretches in which facts may be hidden, the latest first. */
export function GapTable({ items }: { items: readonly TrustItem[] }) {
  const gaps = items
    .flatMap(({ source, gaps: ofSource }) => ofSource.map((gap) => ({ source, ...gap })))
    .sort((a, b) => b.to.localeCompare(a.to));
  return (
    <>
      <TableFrame caption="Gaps" minWidth="min-w-[760px]">
        <thead>
          <tr>
            <th scope="col">Queue</th>
            <th scope="col" className="l w-full">
              Why
            </th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Length</th>
            <th scope="col">Lost</th>
          </tr>
        </thead>
        <tbody>
          {gaps.slice(0, most).map((gap) => (
            <tr key={`${gap.source} ${gap.id}`}>
              <td>
                {gap.queue}
                <span className="ml-1.5 text-xs text-dim">{gap.source}</span>
              </td>
              <td className="l">{causes[gap.cause]}</td>
              <td>
                <Moment at={gap.from} />
              </td>
              <td>
                <Moment at={gap.to} />
              </td>
              <td>
                <Duration ms={Date.parse(gap.to) - Date.parse(gap.from)} />
              </td>
              <td className={gap.lost ? 'text-bad' : 'text-dim'}>
                {gap.lost === null ? unknown : formatCount(gap.lost)}
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
      {gaps.length > most && <p className="px-3.5 py-1.5 text-xs text-dim">and {gaps.length - most} more</p>}
    </>
  );
}
