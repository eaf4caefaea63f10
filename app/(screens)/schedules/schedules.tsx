'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { countIn } from '#app/_data/count-in.ts';
import { schedulesOptions } from '#app/_data/schedule.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { ScheduleTable } from './schedule-table.tsx';
import { UpcomingLoad } from './upcoming-load.tsx';

const dialogs = ['new', 'import'] as const;

/** `countsBy`: schedules of each environment, for the place that the list will take. */
export function Schedules({ countsBy }: { countsBy: Readonly<Record<string, number>> }) {
  const [scope] = useScope();
  const [add, setAdd] = useQueryState('add', parseAsStringLiteral(dialogs).withOptions({ history: 'push' }));
  const { environment } = scopeQuery(scope);
  const schedules = useQuery(schedulesOptions({ environment }));
  const close = () => void setAdd(null);
  const forms = { environment: scope.environment || 'production', onClose: close };
  return (
    <Screen
      title="Schedules"
      actions={
        <>
          <button type="button" className="control" onClick={() => void setAdd('import')}>
            Import
          </button>
          <button type="button" className="control" onClick={() => void setAdd('new')}>
            Add a schedule
          </button>
        </>
      }
    >
      <Panel isFlush>
        <Answered
          query={schedules}
          what="the schedules"
          loading={<TableSkeleton rows={countIn(countsBy, scope.environment)} />}
        >
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No schedule is known" command="crontab -l | npx signalbox schedules import -">
                Schedules of BullMQ, pg-boss and Graphile Worker appear as soon as their source is watched. For anything
                else, add one and check in from where it runs; a whole crontab can be imported:
              </Empty>
            ) : (
              <ScheduleTable schedules={items} />
            )
          }
        </Answered>
      </Panel>
      <UpcomingLoad environment={scope.environment} />
      {add === 'new' && <ScheduleDialog schedule={null} {...forms} />}
      {add === 'import' && <ImportDialog {...forms} />}
    </Screen>
  );
}
