import type { ChartSpec } from '#app/_charts/catalog.ts';
import { runsBehind } from '#app/_charts/runs-behind.ts';
import { type Query, withQuery } from '#app/_data/query-string.ts';
import { formatMoment, type Zone } from '#app/_ui/format/moment.ts';
import { Link } from '#app/_ui/link.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { formatValue } from './format-value.ts';
import type { Series } from './series.ts';

interface TableTwinProps {
  spec: ChartSpec;
  series: Series;
  zone: Zone;
  /** What narrows the chart, for the runs behind a figure. */
  query: Query;
}

/** The same numbers as a table, newest first; each opens its runs. */
export function TableTwin({ spec, series, zone, query }: TableTwinProps) {
  return (
    <div className="h-[176px] overflow-y-auto">
      <TableFrame caption={`${spec.title}. ${spec.about}`}>
        <thead>
          <tr>
            <th scope="col">From</th>
            {spec.lines.map((line) => (
              <th key={line.key} scope="col">
                {line.label}
              </th>
            ))}
            {spec.beforeKey && <th scope="col">{spec.beforeKey} before</th>}
            {spec.needsValues && <th scope="col">n</th>}
          </tr>
        </thead>
        <tbody>
          {[...series.rows].reverse().map((row) => (
            <tr key={row.at}>
              <td>{formatMoment(row.at, zone, series.toMs)}</td>
              {spec.lines.map((line) => (
                <td key={line.key}>
                  <Link
                    href={withQuery('/runs', {
                      ...query,
                      ...line.filter,
                      ...runsBehind(line.metric, row.at, row.at + series.stepMs),
                    })}
                  >
                    {formatValue(row.cells[line.key]?.value ?? null, spec.unit)}
                  </Link>
                </td>
              ))}
              {spec.beforeKey && <td className="text-dim">{formatValue(row.before, spec.unit)}</td>}
              {spec.needsValues && (
                <td className="text-dim">{Math.max(0, ...Object.values(row.cells).map((cell) => cell.n))}</td>
              )}
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </div>
  );
}
