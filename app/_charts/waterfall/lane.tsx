// One row's bars on the axis. Waiting is hatched, planned delay dotted, work solid, failure red.
import type { Bar, BarKind } from './bars.ts';
import type { WaterfallRow } from './series.ts';

interface Axis {
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

/** The label stands behind the bars, or before them where there is more room. */
export function Lane({ row, axis }: { row: WaterfallRow; axis: Axis }) {
  const end = percent(Math.max(...row.bars.map((bar) => bar.toMs)), axis);
  const start = percent(row.startMs, axis);
  const framed = row.bars.findLast((bar) => bar.kind === 'wait' || bar.kind === 'delay');
  const isInside = row.item.kind === 'run' && row.item.subject.attempts !== null && framed !== undefined;
  const anchor = isInside ? percent(framed.toMs, axis) : end;
  const isBefore = anchor > 72 && start > 30;
  const place = isBefore
    ? { right: `${100 - start}%`, marginRight: 6 }
    : { left: `min(${anchor}%, 72%)`, marginLeft: 6 };
  return (
    <span className="relative block h-7 overflow-hidden">
      {row.bars.map((bar) => (
        <BarShape key={bar.kind} bar={bar} axis={axis} />
      ))}
      <span
        className="absolute top-1 max-w-full truncate rounded bg-[color-mix(in_srgb,var(--panel)_70%,transparent)] px-0.5 text-2xs leading-5 text-dim"
        style={place}
      >
        {row.label}
      </span>
    </span>
  );
}
