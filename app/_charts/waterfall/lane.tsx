// One row's bars on the axis. Waiting is hatched, planned delay dotted, work solid, failure red; below them the critical path.
import type { Bar, BarKind } from './bars.ts';
import type { Stretch } from './critical-path.ts';
import { labelPlace } from './label-place.ts';
import { labelOf, type WaterfallRow } from './series.ts';

export interface Axis {
  fromMs: number;
  toMs: number;
}

const looks: Record<BarKind, string> = {
  frame: 'top-[7px] h-[14px] rounded-[3px] border border-line',
  delay: 'dots top-[8px] h-[12px]',
  wait: 'hatch top-[8px] h-[12px] rounded-[3px]',
  work: 'top-[8px] h-[12px] rounded-[3px] bg-work',
  fail: 'top-[8px] h-[12px] rounded-[3px] bg-bad',
};

const percent = (ms: number, axis: Axis): number => ((ms - axis.fromMs) / (axis.toMs - axis.fromMs)) * 100;

function BarShape({ bar, axis }: { bar: Bar; axis: Axis }) {
  const left = percent(bar.fromMs, axis);
  const width = percent(bar.toMs, axis) - left;
  return <span className={`absolute ${looks[bar.kind]}`} style={{ left: `${left}%`, width: `max(2px, ${width}%)` }} />;
}

export function Lane({ row, axis, path }: { row: WaterfallRow; axis: Axis; path: readonly Stretch[] }) {
  const label = labelOf(row);
  const solid = row.bars.filter((bar) => bar.kind !== 'frame');
  const place = labelPlace(
    solid.map((bar) => [percent(bar.fromMs, axis), percent(bar.toMs, axis)]),
    label.length,
  );
  return (
    <span className="relative block h-7 overflow-hidden">
      {row.bars.map((bar) => (
        <BarShape key={bar.kind} bar={bar} axis={axis} />
      ))}
      {path.map(({ fromMs, toMs }) => (
        <span
          key={fromMs}
          className="absolute bottom-0 h-[2px] bg-ink"
          style={{
            left: `${percent(fromMs, axis)}%`,
            width: `max(1px, ${percent(toMs, axis) - percent(fromMs, axis)}%)`,
          }}
        />
      ))}
      <span
        className={`absolute top-1 flex overflow-hidden px-1.5 text-2xs leading-5 text-dim ${place.isBefore ? 'justify-end' : ''}`}
        style={{ left: `${place.fromPercent}%`, width: `${place.widthPercent}%` }}
      >
        <span className="truncate">{label}</span>
      </span>
    </span>
  );
}
