import type { ChartSpec } from '#app/_charts/catalog.ts';
import { formatMoment, type Zone } from '#app/_ui/format/moment.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { formatValue } from './format-value.ts';
import { fewValues, type Row, type Series } from './series.ts';

interface PointReadingProps {
  row: Row;
  spec: ChartSpec;
  series: Series;
  zone: Zone;
}

/** All lines at one moment, with how many values each rests on. */
export function PointReading({ row, spec, series, zone }: PointReadingProps) {
  const isOpen = series.isLastOpen && row === series.rows.at(-1);
  const most = Math.max(...Object.values(row.cells).map((cell) => cell.n));
  return (
    <div className="panel min-w-[170px] px-2.5 py-1.5 text-xs text-ink">
      <div className="mb-1 text-dim">
        {formatMoment(row.at, zone, series.toMs)}
        {isOpen && ' · not finished'}
      </div>
      {[...spec.lines].reverse().map((line) => (
        <div key={line.key} className="flex items-center gap-2">
          <span className="h-0.5 w-2.5 rounded" style={{ background: line.colour }} />
          <span className="grow text-dim">{line.label}</span>
          <span>{formatValue(row.cells[line.key]?.value ?? null, spec.unit)}</span>
        </div>
      ))}
      {spec.beforeKey && (
        <div className="flex items-center gap-2 text-dim">
          <span className="w-2.5 tracking-[-1px]">···</span>
          <span className="grow">{spec.beforeKey} before</span>
          <span>{formatValue(row.before, spec.unit)}</span>
        </div>
      )}
      {spec.needsValues && (
        <div className="mt-1 text-dim">
          n = {formatCount(most)}
          {most > 0 && most < fewValues && ', uncertain'}
        </div>
      )}
    </div>
  );
}
