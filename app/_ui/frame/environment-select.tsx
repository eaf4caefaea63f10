'use client';
import { useQuery } from '@tanstack/react-query';
import { queuesOptions } from '#app/_data/queue.ts';
import { useScope } from '#app/_data/scope.ts';

/** All environments that have queues, and the one that the URL names. */
export function EnvironmentSelect() {
  const [scope, setScope] = useScope();
  const { data } = useQuery({ ...queuesOptions({ from: 'now-15m' }), meta: undefined, staleTime: 60_000 });
  const known = new Set(data?.items.map((queue) => queue.environment));
  if (scope.environment) known.add(scope.environment);
  return (
    <select
      aria-label="Environment"
      className="control max-w-[190px] font-[550]"
      value={scope.environment}
      onChange={(event) => setScope({ environment: event.target.value || null })}
    >
      <option value="">All environments</option>
      {[...known].sort().map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
