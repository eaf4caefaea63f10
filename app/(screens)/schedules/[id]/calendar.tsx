'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Mark } from '#app/_ui/status.tsx';
import type { ScheduleDetail } from '#lib/contracts/schedule.ts';
import { weeksOf } from './calendar-cells.ts';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const dayMs = 86_400_000;

/** Expected against actual, the last five weeks: the mark is the worst of the day, the number what was due. */
export function Calendar({ schedule }: { schedule: ScheduleDetail }) {
  const link = useScopedLink();
  const weeks = weeksOf(schedule.calendar);
  const runsOn = (day: string) => {
    // By UTC days, widened to hold the day of any zone.
    const from = new Date(Date.parse(day) - dayMs / 2).toISOString();
    const to = new Date(Date.parse(day) + 1.5 * dayMs).toISOString();
    const { environment, system, name } = schedule;
    return link('/runs', { environment, system, schedule: [name], from, to });
  };
  return (
    <Panel
      title="Calendar"
      note={`days by ${schedule.timeZone ?? 'UTC'}; the mark is the worst of the day, the number what was due`}
    >
      {weeks.length === 0 ? (
        <p className="text-dim">Nothing was due since this schedule is watched.</p>
      ) : (
        <table className="w-full table-fixed text-center text-xs">
          <caption className="sr-only">Due times a day and what became of them</caption>
          <thead>
            <tr>
              {weekdays.map((day) => (
                <th key={day} scope="col" className="pb-1 font-normal text-dim">
                  {day}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.find((cell) => cell)?.day}>
                {week.map((cell, index) => (
                  <td key={weekdays[index]} className="h-9 border border-line p-0">
                    {cell?.tone && (
                      <Link
                        href={runsOn(cell.day)}
                        title={cell.words}
                        aria-label={cell.words}
                        className="flex h-full items-center justify-center gap-1.5 hover:bg-soft"
                      >
                        <Mark tone={cell.tone} />
                        {cell.expected}
                      </Link>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
