import type { ChartSpec } from '#app/_charts/catalog.ts';

/** Which line is which. */
export function ChartKey({ spec }: { spec: ChartSpec }) {
  return (
    <span className="flex flex-wrap gap-x-2.5">
      {spec.lines.map((line) => (
        <span key={line.key} className="whitespace-nowrap">
          <svg className="mr-1.5 inline-block h-0.5 w-2.5 rounded align-middle" aria-hidden="true">
            <rect width="100%" height="100%" fill={line.colour} />
          </svg>
          {line.label}
        </span>
      ))}
      {spec.beforeKey && <span title={`${spec.beforeKey} in the period before`}>··· before</span>}
    </span>
  );
}
