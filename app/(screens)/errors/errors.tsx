'use client';
import { useQuery } from '@tanstack/react-query';
import { Sparkline } from '#app/_charts/sparkline/sparkline.tsx';
import { errorsOptions } from '#app/_data/lists.ts';
import { scopeQuery, useScope, useScopedLink } from '#app/_data/scope.ts';
import { Empty } from '#app/_ui/empty.tsx';
import { formatCount } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { groupTone } from '#app/_ui/tone.ts';
import { Age } from '#app/_ui/value.tsx';

export function Errors() {
  const [scope] = useScope();
  const link = useScopedLink();
  const errors = useQuery(errorsOptions(scopeQuery(scope)));
  return (
    <ListScreen
      title="Errors"
      what="the errors"
      query={errors}
      empty={
        <Empty title="No attempt failed in this window">
          Failures appear here by themselves, grouped by type, message and place.
        </Empty>
      }
      isEmpty={({ items }) => items.length === 0}
    >
      {({ items }) => (
        <TableFrame caption="Errors by group, last seen first" minWidth={980}>
          <thead>
            <tr>
              <th scope="col">Status</th>
              <th scope="col" className="l w-full">
                Error
              </th>
              <th scope="col" className="l">
                Jobs
              </th>
              <th scope="col">Runs</th>
              <th scope="col" className="l">
                Over the window
              </th>
              <th scope="col">First seen</th>
              <th scope="col">Last seen</th>
            </tr>
          </thead>
          <tbody>
            {items.map((group) => (
              <tr key={group.fingerprint}>
                <td>
                  <Status tone={groupTone[group.status]}>{group.status}</Status>
                </td>
                <td className="l clip">
                  <Link href={link('/runs', { errorGroup: group.fingerprint })} title={group.message}>
                    {group.type && <span className="font-[550]">{group.type} </span>}
                    {group.message}
                  </Link>
                </td>
                <td className="l" title={group.jobs.join(', ')}>
                  {group.jobs.slice(0, 2).join(', ')}
                  {group.jobs.length > 2 && <span className="text-dim"> +{group.jobs.length - 2}</span>}
                </td>
                <td>{formatCount(group.count)}</td>
                <td className="l">
                  <Sparkline values={group.sparkline} label="Runs with this error" isBad />
                </td>
                <td>
                  <Age at={group.firstSeenAt} />
                </td>
                <td>
                  <Age at={group.lastSeenAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </ListScreen>
  );
}
