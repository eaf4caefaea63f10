import type { ChartSpec } from '#app/_charts/catalog.ts';
import { formatMoment, type Zone } from '#app/_ui/format/moment.ts';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { formatValue } from './format-value.ts';
import type { Series } from './series.ts';

/** The same numbers as a table, newest first. */
export function TableTwin({ spec, series, zone }: { spec: ChartSpec; series: Series; zone: Zone }) {
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
                <td key={line.key}>{formatValue(row.cells[line.key]?.value ?? null, spec.unit)}</td>
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
