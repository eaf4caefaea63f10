'use client';
import { useQuery } from '@tanstack/react-query';
import { schedulesOptions } from '#app/_data/lists.ts';
import { scopeQuery, useScope, useScopedLink } from '#app/_data/scope.ts';
import { Empty } from '#app/_ui/empty.tsx';
import { formatMs } from '#app/_ui/format/duration.ts';
import { Link } from '#app/_ui/link.tsx';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { scheduleTone } from '#app/_ui/tone.ts';
import { Age, Moment } from '#app/_ui/value.tsx';
import type { ScheduleView } from '#lib/contracts/schedule.ts';

const ranks = ['missed', 'late', 'overrunning', 'overlapping', 'double', 'unknown', 'running', 'ok', 'paused'];
const rank = ({ status }: ScheduleView) => ranks.indexOf(status);

function rhythm({ cron, everyMs, timeZone }: ScheduleView): string {
  if (cron) return timeZone ? `${cron} ${timeZone}` : cron;
  return everyMs === null ? '–' : `every ${formatMs(everyMs)}`;
}

export function Schedules() {
  const [scope] = useScope();
  const link = useScopedLink();
  const schedules = useQuery(schedulesOptions(scopeQuery(scope)));
  return (
    <ListScreen
      title="Schedules"
      what="the schedules"
      query={schedules}
      empty={
        <Empty title="No schedule was seen" command="npm run demo">
          Job schedulers of BullMQ and cron entries of pg-boss appear here as soon as their source is watched. The demo
          has some:
        </Empty>
      }
      isEmpty={({ items }) => items.length === 0}
    >
      {({ items }) => (
        <TableFrame caption="Schedules, those in trouble first" minWidth={900}>
          <thead>
            <tr>
              <th scope="col">Schedule</th>
              <th scope="col" className="l">
                Status
              </th>
              <th scope="col" className="l">
                Rhythm
              </th>
              <th scope="col">Next due</th>
              <th scope="col" className="l">
                Last run
              </th>
              <th scope="col">Seen</th>
            </tr>
          </thead>
          <tbody>
            {[...items]
              .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
              .map((one) => (
                <tr key={one.id}>
                  <td>
                    {one.name}
                    <span className="ml-1.5 text-xs text-dim">
                      {one.system} · {one.queue ?? one.source}
                    </span>
                  </td>
                  <td className="l">
                    <Status tone={scheduleTone[one.status] ?? 'unknown'}>{one.status}</Status>
                  </td>
                  <td className="l mono">{rhythm(one)}</td>
                  <td>
                    <Moment at={one.nextDueAt} />
                  </td>
                  <td className="l">
                    {one.lastRun ? (
                      <Link className="link" href={link(`/runs/${one.lastRun.id}`)}>
                        {one.lastRun.state}
                      </Link>
                    ) : (
                      <span className="text-dim">–</span>
                    )}
                  </td>
                  <td className="text-dim">
                    <Age at={one.seenAt} />
                  </td>
                </tr>
              ))}
          </tbody>
        </TableFrame>
      )}
    </ListScreen>
  );
}
