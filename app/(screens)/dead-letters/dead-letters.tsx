'use client';
import { useQuery } from '@tanstack/react-query';
import { deadLetterChart, growthChart } from '#app/_charts/catalog.ts';
import { ChartPanel } from '#app/_charts/time-series/chart-panel.tsx';
import { errorsOptions } from '#app/_data/error-group.ts';
import { deadLettersOptions } from '#app/_data/lists.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { ErrorTable } from '#app/_ui/error-table/error-table.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { DeadLetterQueues } from './dead-letter-queues.tsx';
import { DeadLetterTable } from './dead-letter-table.tsx';
import { DeadLetterFigures } from './figures.tsx';

export function DeadLetters() {
  const [scope] = useScope();
  const letters = useQuery(deadLettersOptions(scopeQuery(scope)));
  const errors = useQuery(errorsOptions({ ...scopeQuery(scope), state: ['dead'] }));
  const groups = errors.data?.items ?? [];
  // the errors stand above the runs: neither is shown before both are there
  const both = errors.isPending ? { ...letters, data: undefined } : letters;
  return (
    <Screen title="Dead letters">
      <Answered
        query={both}
        what="the dead letters"
        loading={
          <Panel isFlush>
            <TableSkeleton rows={14} />
          </Panel>
        }
      >
        {({ items, queues, nextCursor, from, to }) => (
          <>
            <DeadLetterFigures queues={queues} letters={items} window={{ from, to }} />
            <div className="grid gap-3.5 lg:grid-cols-2">
              <ChartPanel spec={deadLetterChart} isNarrow />
              <ChartPanel spec={growthChart} isNarrow />
            </div>
            {queues.length > 0 && <DeadLetterQueues queues={queues} />}
            {groups.length > 0 && (
              <Panel isFlush title="What they died of">
                <ErrorTable groups={groups.slice(0, 12)} />
              </Panel>
            )}
            <Panel isFlush title="Dead runs" note={nextCursor ? 'the newest 200' : 'newest first'}>
              {items.length === 0 ? (
                <Empty title="Nothing died in this window">
                  A run is dead when no automatic attempt remains: exhausted retries, a failed set, a DLQ.
                </Empty>
              ) : (
                <DeadLetterTable letters={items} />
              )}
            </Panel>
          </>
        )}
      </Answered>
    </Screen>
  );
}
