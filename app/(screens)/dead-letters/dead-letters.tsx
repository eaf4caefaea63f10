'use client';
import { useQuery } from '@tanstack/react-query';
import { deadLettersOptions } from '#app/_data/lists.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { DeadLetterQueues } from './dead-letter-queues.tsx';
import { DeadLetterTable } from './dead-letter-table.tsx';

export function DeadLetters() {
  const [scope] = useScope();
  const letters = useQuery(deadLettersOptions(scopeQuery(scope)));
  return (
    <Screen title="Dead letters">
      <Answered
        query={letters}
        what="the dead letters"
        loading={
          <Panel isFlush>
            <TableSkeleton rows={14} />
          </Panel>
        }
      >
        {({ items, queues, nextCursor }) => (
          <>
            {queues.length > 0 && <DeadLetterQueues queues={queues} />}
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
