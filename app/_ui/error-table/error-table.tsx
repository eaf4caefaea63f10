'use client';
import { Sparkline } from '#app/_charts/sparkline/sparkline.tsx';
import { useScopedLink } from '#app/_data/scope.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { groupTone } from '#app/_ui/tone.ts';
import { Age } from '#app/_ui/value.tsx';
import type { ErrorGroup } from '#lib/contracts/error-group.ts';
import { RecentCells, recentStretches } from './recent-cells.tsx';

interface ErrorTableProps {
  groups: readonly ErrorGroup[];
  /** Fingerprints; without it nothing can be chosen. */
  chosen?: ReadonlySet<string>;
  choose?: (fingerprint: string, isChosen: boolean) => void;
}

export function ErrorTable({ groups, chosen, choose }: ErrorTableProps) {
  const link = useScopedLink();
  return (
    <TableFrame caption="Error groups, most runs in the window first" minWidth="min-w-[1080px]">
      <thead>
        <tr>
          {chosen && (
            <th scope="col">
              <span className="sr-only">Choose</span>
            </th>
          )}
          <th scope="col" className="l">
            Status
          </th>
          <th scope="col" className="l w-full">
            Error
          </th>
          <th scope="col" className="l">
            Where
          </th>
          <th scope="col">Runs</th>
          {recentStretches.map(({ key, label }) => (
            <th key={key} scope="col">
              {label}
            </th>
          ))}
          <th scope="col" className="l">
            Over the window
          </th>
          <th scope="col">Last seen</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr key={group.fingerprint}>
            {chosen && (
              <td>
                <input
                  type="checkbox"
                  aria-label={`Choose ${group.type ?? group.message}`}
                  checked={chosen.has(group.fingerprint)}
                  onChange={(event) => choose?.(group.fingerprint, event.target.checked)}
                  className="size-3.5 align-middle accent-[var(--accent)]"
                />
              </td>
            )}
            <td className="l">
              <Status tone={groupTone[group.status]}>{group.status}</Status>
            </td>
            <td className="l clip">
              <Link href={link(`/errors/${group.fingerprint}`)} title={group.message}>
                {group.type && <span className="font-[550]">{group.type} </span>}
                {group.message}
              </Link>
            </td>
            <td className="l" title={[...group.jobs, ...group.queues].join(', ')}>
              {group.jobs[0] ?? group.queues[0]}
              {group.jobs.length > 1 && <span className="text-dim"> +{group.jobs.length - 1}</span>}
              <span className="ml-1.5 text-xs text-dim">{group.systems.join(', ')}</span>
            </td>
            <td>
              <Link href={link('/runs', { errorGroup: group.fingerprint })}>{formatCount(group.count)}</Link>
            </td>
            <RecentCells group={group} />
            <td className="l">
              <Sparkline values={group.sparkline} label="Runs with this error" isBad={group.status !== 'ignored'} />
            </td>
            <td title={`first seen ${group.firstSeenAt}`}>
              <Age at={group.lastSeenAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
