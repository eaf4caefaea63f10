'use client';
import { useQuery } from '@tanstack/react-query';
import { errorsOptions } from '#app/_data/error-group.ts';
import type { Query } from '#app/_data/query-string.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { ErrorTable } from '#app/_ui/error-table/error-table.tsx';
import { Panel } from '#app/_ui/panel.tsx';

/** What this job's attempts failed of in the window; nothing while nothing did. */
export function JobErrors({ filter }: { filter: Query }) {
  const [scope] = useScope();
  const errors = useQuery(errorsOptions({ ...scopeQuery(scope), ...filter }));
  if (!errors.data || errors.data.items.length === 0) return null;
  return (
    <Panel isFlush title="Errors">
      <ErrorTable groups={errors.data.items.slice(0, 10)} />
    </Panel>
  );
}
