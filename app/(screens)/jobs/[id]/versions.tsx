'use client';
// The job's figures by the version that did the work, each beside the version before it.
import { useQuery } from '@tanstack/react-query';
import type { Query } from '#app/_data/query-string.ts';
import { versionsOptions } from '#app/_data/queue.ts';
import { useScope, useScopedLink, windowQuery } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { type Difference, pointDifference, relativeDifference } from '#app/_ui/format/difference.ts';
import { formatCount, formatShare } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { Duration, Moment } from '#app/_ui/value.tsx';
import type { VersionFigures } from '#lib/contracts/job.ts';

const tones = { bad: 'text-bad', good: 'text-ok', plain: 'text-dim' } as const;

export function Versions({ id, filter }: { id: string; filter: Query }) {
  const [scope] = useScope();
  const versions = useQuery(versionsOptions(id, windowQuery(scope)));
  return (
    <Panel
      isFlush
      title="Versions"
      note={versions.data?.isCut ? 'of the newest 100,000 finished runs' : 'newest first, each against the one before'}
    >
      <Answered query={versions} what="the versions" loading={<TableSkeleton rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing finished in this window">Choose a longer window above.</Empty>
          ) : (
            <VersionTable items={items} filter={filter} />
          )
        }
      </Answered>
    </Panel>
  );
}

function Change({ difference }: { difference: Difference | null }) {
  if (!difference) return null;
  return <span className={`ml-1.5 text-xs ${tones[difference.tone]}`}>{difference.text}</span>;
}

function VersionTable({ items, filter }: { items: readonly VersionFigures[]; filter: Query }) {
  const link = useScopedLink();
  return (
    <TableFrame caption="Figures by version, newest first" minWidth="min-w-[860px]">
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">First seen</th>
          <th scope="col">Runs</th>
          <th scope="col">Dead runs</th>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
          <th scope="col">p95 wait</th>
        </tr>
      </thead>
      <tbody>
        {items.map((one, place) => {
          const before = items[place + 1];
          const against = (now: number | null, then: number | null | undefined) => (
            <Change difference={relativeDifference(now, then, 'up-is-bad')} />
          );
          return (
            <tr key={one.version ?? ''}>
              <td>
                {one.version ? (
                  <Link href={link('/runs', { ...filter, by: 'finishedAt', version: one.version })}>{one.version}</Link>
                ) : (
                  <span className="text-dim">not told</span>
                )}
              </td>
              <td>
                <Moment at={one.firstAt} />
              </td>
              <td>{formatCount(one.succeeded + one.dead)}</td>
              <td title={`${one.dead} of ${one.succeeded + one.dead}`}>
                {formatShare(one.runFailureRate)}
                <Change difference={pointDifference(one.runFailureRate, before?.runFailureRate, 'up-is-bad')} />
              </td>
              <td>
                <Duration ms={one.durationMs.p50} />
                {against(one.durationMs.p50, before?.durationMs.p50)}
              </td>
              <td>
                <Duration ms={one.durationMs.p95} />
                {against(one.durationMs.p95, before?.durationMs.p95)}
              </td>
              <td>
                <Duration ms={one.durationMs.p99} />
                {against(one.durationMs.p99, before?.durationMs.p99)}
              </td>
              <td>
                <Duration ms={one.waitMs.p95} />
                {against(one.waitMs.p95, before?.waitMs.p95)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </TableFrame>
  );
}
