'use client';
import { useQuery } from '@tanstack/react-query';
import { queuesOptions } from '#app/_data/queue.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { runStates } from '#lib/domain/run.ts';
import { FilterChips } from './filter-chips.tsx';
import { useRunFilters } from './filter-state.ts';
import { TextFilter } from './text-filter.tsx';

/** The usual filters as controls; whatever else the URL carries as chips. */
export function FilterBar({ exportUrl }: { exportUrl: string }) {
  const [scope] = useScope();
  const { filters, setFilters } = useRunFilters();
  const queues = useQuery(queuesOptions(scopeQuery(scope)));
  const queueNames = [...new Set(queues.data?.items.map((queue) => queue.name))].sort();
  const add = (name: 'state' | 'queue', value: string) => {
    if (value && !filters[name].includes(value)) setFilters({ [name]: [...filters[name], value] });
  };
  return (
    <section aria-label="Filters" className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <select
          aria-label="Add a state"
          className="control"
          value=""
          onChange={(event) => add('state', event.target.value)}
        >
          <option value="">State…</option>
          {runStates.map((state) => (
            <option key={state}>{state}</option>
          ))}
        </select>
        <select
          aria-label="Add a queue"
          className="control"
          value=""
          onChange={(event) => add('queue', event.target.value)}
        >
          <option value="">Queue…</option>
          {queueNames.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <TextFilter
          label="Job"
          value={filters.job.join(',')}
          set={(text) => setFilters({ job: text ? text.split(',') : null })}
          width={130}
        />
        <TextFilter
          label="Correlation ID"
          value={filters.correlationId.join(',')}
          set={(text) => setFilters({ correlationId: text ? [text] : null })}
          width={170}
        />
        <TextFilter label="Error text" value={filters.q} set={(text) => setFilters({ q: text || null })} width={220} />
        <span className="grow" />
        <a className="text-xs text-dim" href={exportUrl} download>
          CSV
        </a>
      </div>
      <FilterChips />
    </section>
  );
}
