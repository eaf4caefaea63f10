import type { RunSort } from '#lib/contracts/run.ts';
import type { RunColumn } from './columns.tsx';
import { SortHead } from './sort-head.tsx';

interface RunHeadProps {
  columns: readonly RunColumn[];
  sort?: RunSort;
  setSort?: (sort: RunSort) => void;
}

/** The head of a table of runs. */
export function RunHead({ columns, sort, setSort }: RunHeadProps) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) =>
          column.sort ? (
            <SortHead key={column.key} label={column.label} sortKey={column.sort} sort={sort} setSort={setSort} />
          ) : (
            <th
              key={column.key}
              scope="col"
              className={`${column.isLeft ? 'l' : ''} ${column.key === 'error' ? 'w-full' : ''}`}
            >
              {column.label}
            </th>
          ),
        )}
      </tr>
    </thead>
  );
}
