import type { RunSort } from '#lib/contracts/run.ts';

interface SortHeadProps {
  label: string;
  sortKey: RunSort;
  sort: RunSort | undefined;
  setSort: ((sort: RunSort) => void) | undefined;
}

/** A column that can be sorted by, largest or newest first. */
export function SortHead({ label, sortKey, sort, setSort }: SortHeadProps) {
  const isSorted = sort === sortKey;
  return (
    <th scope="col" aria-sort={setSort ? (isSorted ? 'descending' : 'none') : undefined}>
      {setSort ? (
        <button
          type="button"
          className={`hover:text-ink ${isSorted ? 'font-[550] text-ink' : ''}`}
          onClick={() => setSort(sortKey)}
        >
          {label}
          <span aria-hidden="true">{isSorted ? ' ↓' : ''}</span>
        </button>
      ) : (
        label
      )}
    </th>
  );
}
