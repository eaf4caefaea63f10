'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { Link } from '#app/_ui/link.tsx';
import { SlotStrip } from '#app/_ui/slot-strip/slot-strip.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { runTone, scheduleTone } from '#app/_ui/tone.ts';
import { Age, Moment } from '#app/_ui/value.tsx';
import type { ScheduleStatus, ScheduleView } from '#lib/contracts/schedule.ts';
import type { RunState } from '#lib/domain/run.ts';

/** Those in trouble first. */
const ranks: readonly ScheduleStatus[] = [
  'missed',
  'overrunning',
  'double',
  'overlapping',
  'late',
  'unknown',
  'running',
  'ok',
  'paused',
];

export function ScheduleTable({ schedules }: { schedules: readonly ScheduleView[] }) {
  const sorted = [...schedules].sort(
    (a, b) => ranks.indexOf(a.status) - ranks.indexOf(b.status) || a.name.localeCompare(b.name),
  );
  return (
    <TableFrame caption="Schedules, those in trouble first" minWidth="min-w-[1000px]">
      <thead>
        <tr>
          <th scope="col">Schedule</th>
          <th scope="col" className="l">
            Status
          </th>
          <th scope="col" className="l">
            Last due times
          </th>
          <th scope="col" className="l">
            Rhythm
          </th>
          <th scope="col">Next due</th>
          <th scope="col" className="l">
            Last run
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((one) => (
          <ScheduleRow key={one.id} schedule={one} />
        ))}
      </tbody>
    </TableFrame>
  );
}

function ScheduleRow({ schedule }: { schedule: ScheduleView }) {
  const link = useScopedLink();
  const { id, name, system, queue, source, status, statusSince, slots, text, cron, timeZone, nextDueAt, lastRun } =
    schedule;
  return (
    <tr>
      <td className="max-w-[280px] overflow-hidden text-ellipsis">
        <Link className="link" href={link(`/schedules/${id}`)}>
          {name}
        </Link>
        <span className="ml-1.5 text-xs text-dim">
          {system}
          {queue && queue !== name ? ` · ${queue}` : source === system ? '' : ` · ${source}`}
        </span>
      </td>
      <td className="l">
        <Status tone={scheduleTone[status] ?? 'unknown'} title={`since ${statusSince}`}>
          {status}
        </Status>
      </td>
      <td className="l">
        <SlotStrip slots={slots} label={`The last ${slots.length} due times of ${name}`} />
      </td>
      <td
        className="l max-w-[240px] overflow-hidden text-ellipsis"
        title={[cron, timeZone].filter(Boolean).join(' ') || undefined}
      >
        {text ?? <span className="text-dim">not told</span>}
      </td>
      <td>
        <Moment at={nextDueAt} />
      </td>
      <td className="l">
        {lastRun ? (
          <Link className="hover:underline" href={link(`/runs/${lastRun.id}`)}>
            <Status tone={runTone[lastRun.state as RunState] ?? 'unknown'}>
              {lastRun.state} <Age at={lastRun.finishedAt ?? lastRun.startedAt} />
            </Status>
          </Link>
        ) : (
          <span className="text-dim">–</span>
        )}
      </td>
    </tr>
  );
}
