'use client';
import { useQuery } from '@tanstack/react-query';
import { errorOptions } from '#app/_data/error-group.ts';
import { scopeQuery, useScope, useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { recentStretches, recentText } from '#app/_ui/error-table/recent-cells.tsx';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { formatMoment } from '#app/_ui/format/moment.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Link } from '#app/_ui/link.tsx';
import { useNow } from '#app/_ui/now.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { RecentRuns } from '#app/_ui/run-table/recent-runs.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { groupTone } from '#app/_ui/tone.ts';
import { Age } from '#app/_ui/value.tsx';
import { useZone } from '#app/_ui/zone.tsx';
import type { ErrorGroup } from '#lib/contracts/error-group.ts';
import { Decide } from '../decide.tsx';
import { standingWords } from '../standing.ts';
import { BlastRadius } from './blast-radius.tsx';

export function ErrorGroupScreen({ fingerprint }: { fingerprint: string }) {
  const [scope] = useScope();
  const link = useScopedLink();
  const group = useQuery(errorOptions(fingerprint, scopeQuery(scope)));
  return (
    <Screen
      title={group.data?.type ?? 'Error'}
      note={fingerprint.slice(0, 8)}
      parent={{ label: 'Errors', href: link('/errors') }}
    >
      <Answered
        query={group}
        what="this error"
        loading={
          <Panel isFlush>
            <TableSkeleton rows={12} />
          </Panel>
        }
        missing={
          <Panel isFlush>
            <Empty title="No run in this window has this error">
              Choose a longer window above, or look at{' '}
              <Link className="link underline" href={link('/errors')}>
                all errors
              </Link>
              .
            </Empty>
          </Panel>
        }
      >
        {(one) => (
          <>
            <Message group={one} />
            <Figures label="Runs with this error">
              <Figure
                label="In the window"
                value={<Link href={link('/runs', { errorGroup: fingerprint })}>{formatCount(one.count)}</Link>}
              />
              {recentStretches.map(({ key, label, from }) => (
                <Figure
                  key={key}
                  label={`Last ${label}`}
                  value={
                    <Link href={link('/runs', { errorGroup: fingerprint, by: 'active', from, to: undefined })}>
                      {recentText(one.recent[key])}
                    </Link>
                  }
                />
              ))}
            </Figures>
            <BlastRadius fingerprint={fingerprint} runs={one.count} />
            <RecentRuns filter={{ errorGroup: [fingerprint] }} caption="Newest runs with this error" />
          </>
        )}
      </Answered>
    </Screen>
  );
}

function Message({ group }: { group: ErrorGroup }) {
  const [zone] = useZone();
  const now = useNow();
  const link = useScopedLink();
  const lists = [
    {
      label: 'Jobs',
      items: group.jobs.map((name) => ({ name, href: link('/runs', { job: name, errorGroup: group.fingerprint }) })),
    },
    {
      label: 'Queues',
      items: group.queues.map((name) => ({
        name,
        href: link('/runs', { queue: name, errorGroup: group.fingerprint }),
      })),
    },
    {
      label: 'Backends',
      items: group.systems.map((name) => ({
        name,
        href: link('/runs', { system: name, errorGroup: group.fingerprint }),
      })),
    },
    {
      label: 'Versions',
      items: group.versions.map((name) => ({
        name,
        href: link('/runs', { version: name, errorGroup: group.fingerprint }),
      })),
    },
  ];
  return (
    <Panel>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 grow">
          <Status tone={groupTone[group.status]}>{group.status}</Status>
          <span className="ml-2 text-xs text-dim">
            {standingWords(group, (iso) => formatMoment(Date.parse(iso), zone, now))}
          </span>
        </div>
        <Decide groups={[group]} />
      </div>
      <p className="mono mt-2 max-h-40 overflow-y-auto break-words whitespace-pre-wrap text-bad">{group.message}</p>
      <dl className="mt-3 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
        {lists
          .filter(({ items }) => items.length > 0)
          .map(({ label, items }) => (
            <div key={label} className="contents">
              <dt className="text-dim">{label}</dt>
              <dd className="flex min-w-0 flex-wrap gap-x-3">
                {items.map(({ name, href }) => (
                  <Link key={name} href={href}>
                    {name}
                  </Link>
                ))}
              </dd>
            </div>
          ))}
        <dt className="text-dim">Seen</dt>
        <dd>
          first <Age at={group.firstSeenAt} />, last <Age at={group.lastSeenAt} />
        </dd>
        <dt className="text-dim">Grouped by</dt>
        <dd className="text-dim">type, message without what varies, and the top frames of your own code</dd>
      </dl>
    </Panel>
  );
}
