'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { durationChart } from '#app/_charts/catalog.ts';
import { ChartPanel } from '#app/_charts/time-series/chart-panel.tsx';
import { scheduleOptions } from '#app/_data/schedule.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { LoadingCharts } from '#app/_ui/loading-charts.tsx';
import { NoSuch } from '#app/_ui/no-such.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { RecentRuns } from '#app/_ui/run-table/recent-runs.tsx';
import { SlotStrip } from '#app/_ui/slot-strip/slot-strip.tsx';
import { ScheduleDialog } from '../schedule-dialog.tsx';
import { Calendar } from './calendar.tsx';
import { Coming } from './coming.tsx';
import { ScheduleFigures } from './figures.tsx';
import { ScheduleActions } from './schedule-actions.tsx';

const dialogs = ['change', 'token'] as const;

export function Schedule({ id }: { id: string }) {
  const link = useScopedLink();
  const [open, setOpen] = useQueryState('open', parseAsStringLiteral(dialogs).withOptions({ history: 'push' }));
  const schedule = useQuery(scheduleOptions(id));
  const one = schedule.data;
  return (
    <Screen
      title={one?.name ?? 'Schedule'}
      note={one && [one.system, one.queue, one.environment].filter(Boolean).join(' · ')}
      parent={{ label: 'Schedules', href: link('/schedules') }}
      actions={one && <ScheduleActions schedule={one} open={open} setOpen={(next) => void setOpen(next)} />}
    >
      <Answered
        query={schedule}
        what="this schedule"
        loading={<LoadingCharts />}
        missing={<NoSuch what="schedule" href={link('/schedules')} all="all schedules" />}
      >
        {(one) => {
          const filter = { environment: one.environment, system: one.system, schedule: [one.name] };
          const lane = { environment: one.environment, system: one.system, queue: [one.queue ?? one.name] };
          return (
            <>
              <ScheduleFigures schedule={one} />
              <Panel title="Last due times" note="click for the runs behind them">
                <SlotStrip slots={one.slots} label={`The last ${one.slots.length} due times`} />
              </Panel>
              <div className="grid gap-3.5 lg:grid-cols-2">
                <Calendar schedule={one} />
                <Coming schedule={one} />
              </div>
              <ChartPanel spec={durationChart} filter={lane} isNarrow />
              <RecentRuns filter={filter} caption="Newest runs of this schedule" isOneQueue />
              {open === 'change' && (
                <ScheduleDialog schedule={one} environment={one.environment} onClose={() => void setOpen(null)} />
              )}
            </>
          );
        }}
      </Answered>
    </Screen>
  );
}
