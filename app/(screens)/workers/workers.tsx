'use client';
import { useQuery } from '@tanstack/react-query';
import { workersOptions } from '#app/_data/lists.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { NothingYet } from '#app/_ui/nothing-yet.tsx';
import { WorkerTable } from '#app/_ui/worker-table.tsx';

export function Workers() {
  const [scope] = useScope();
  const workers = useQuery(workersOptions(scopeQuery(scope)));
  return (
    <ListScreen
      title="Workers"
      what="the workers"
      query={workers}
      empty={<NothingYet what="workers" />}
      isEmpty={({ items }) => items.length === 0}
    >
      {({ items }) => <WorkerTable workers={items} />}
    </ListScreen>
  );
}
