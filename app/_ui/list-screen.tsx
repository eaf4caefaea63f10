'use client';
// A page that is one list: its four states, and what stands above and below it.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Answered } from './answered.tsx';
import { Screen } from './frame/screen.tsx';
import { Panel } from './panel.tsx';
import { TableSkeleton } from './table-skeleton.tsx';

interface ListScreenProps<Data> {
  title: string;
  what: string;
  query: UseQueryResult<Data>;
  empty: ReactNode;
  isEmpty: (data: Data) => boolean;
  /** Stands above the list. */
  above?: ReactNode;
  below?: ReactNode;
  children: (data: Data) => ReactNode;
}

export function ListScreen<Data>({
  title,
  what,
  query,
  empty,
  isEmpty,
  above,
  below,
  children,
}: ListScreenProps<Data>) {
  return (
    <Screen title={title}>
      {above}
      <Panel isFlush>
        <Answered query={query} what={what} loading={<TableSkeleton rows={14} />}>
          {(data) => (isEmpty(data) ? empty : children(data))}
        </Answered>
      </Panel>
      {below}
    </Screen>
  );
}
