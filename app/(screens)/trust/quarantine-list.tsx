'use client';
import { Moment } from '#app/_ui/value.tsx';
import type { Trust } from '#lib/contracts/trust.ts';

/** Records that the database refused one by one, and evidence that could not be derived: kept, out of the way. */
export function QuarantineList({ rows }: { rows: Trust['quarantine'] }) {
  return (
    <ul>
      {rows.map((row) => (
        <li
          key={row.id}
          className="grid grid-cols-1 gap-x-3 border-t border-line px-3.5 py-1.5 first:border-t-0 md:grid-cols-[minmax(0,1fr)_220px]"
        >
          <div className="min-w-0">
            <p className="[overflow-wrap:anywhere]">{row.reason}</p>
            {row.sample && <p className="mono text-dim [overflow-wrap:anywhere]">{row.sample}</p>}
          </div>
          <p className="text-xs leading-5 text-dim md:text-right">
            <span className="text-sm text-ink">{row.source}</span>
            <br />
            {row.records} record{row.records === 1 ? '' : 's'}, <Moment at={row.at} />
          </p>
        </li>
      ))}
    </ul>
  );
}
