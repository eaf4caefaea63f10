const keys = Array.from({ length: 40 }, (_, index) => `row-${index}`);
const widths = ['w-[24%]', 'w-[41%]', 'w-[38%]', 'w-[35%]', 'w-[32%]'];

/** Keeps the height of a table of `rows` rows while it is being read. */
export function TableSkeleton({ rows }: { rows: number }) {
  return (
    <div aria-hidden="true">
      {keys.slice(0, rows + 1).map((key, index) => (
        <div key={key} className="flex h-[29px] items-center gap-6 border-b border-line px-3.5 last:border-b-0">
          <span className={`skeleton h-3 ${widths[index % widths.length]}`} />
          <span className="grow" />
          <span className="skeleton h-3 w-12" />
          <span className="skeleton h-3 w-16" />
          <span className="skeleton h-3 w-12" />
        </div>
      ))}
    </div>
  );
}
