'use client';
import { type FilterName, filterNames, useRunFilters } from './filter-state.ts';

const words: Partial<Record<FilterName, string>> = {
  correlationId: 'correlation ID',
  errorGroup: 'error group',
  minDurationMs: 'worked at least, ms',
  minWaitMs: 'in queue at least, ms',
  maxDurationMs: 'worked less than, ms',
  maxWaitMs: 'in queue less than, ms',
  minFailedAttempts: 'failed attempts, at least',
  by: 'window bounds',
  q: 'text',
};

/** Every filter in force, each to be taken away on its own. */
export function FilterChips() {
  const { filters, setFilters } = useRunFilters();
  const chips = filterNames.flatMap((name) => {
    const value = filters[name];
    return (Array.isArray(value) ? value : [value]).filter((one) => one !== '').map((one) => ({ name, value: one }));
  });
  if (chips.length === 0) return null;
  const remove = (name: FilterName, value: string) => {
    const now = filters[name];
    const rest = Array.isArray(now) ? now.filter((one) => one !== value) : [];
    setFilters({ [name]: rest.length > 0 ? rest : null });
  };
  return (
    <ul className="flex flex-wrap items-center gap-1.5">
      {chips.map(({ name, value }) => (
        <li
          key={`${name} ${value}`}
          className="flex items-center gap-1.5 rounded-md border border-line bg-soft px-2 text-xs leading-6"
        >
          <span className="text-dim">{words[name] ?? name}</span>
          <span className="max-w-[220px] truncate">{value}</span>
          <button
            type="button"
            aria-label={`Take away ${words[name] ?? name} ${value}`}
            className="text-dim hover:text-ink"
            onClick={() => remove(name, value)}
          >
            ×
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          className="px-1 text-xs text-dim hover:text-ink"
          onClick={() => setFilters(Object.fromEntries(filterNames.map((name) => [name, null])))}
        >
          Clear all
        </button>
      </li>
    </ul>
  );
}
