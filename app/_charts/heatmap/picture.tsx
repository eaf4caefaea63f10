'use client';
// The drawing: one rectangle a cell, the axes as text beside it, and what lies under the pointer.
import { type PointerEvent, useState } from 'react';
import { timeTicks } from '#app/_charts/time-series/axis.ts';
import { formatMs } from '#app/_ui/format/duration.ts';
import { formatMoment, formatTick, type Zone } from '#app/_ui/format/moment.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { cellAt, type Heat, type HeatCell, opacityOf } from './series.ts';

interface PictureProps {
  heat: Heat;
  about: string;
  zone: Zone;
  open: (cell: HeatCell) => void;
}

/** At most this many limits are written beside the picture. */
const mostLabels = 5;

export function Picture({ heat, about, zone, open }: PictureProps) {
  const [under, setUnder] = useState<HeatCell | undefined>();
  const { steps, bands, fromMs, toMs } = heat;
  const find = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return cellAt(heat, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  const offsetMs = zone === 'utc' ? 0 : -new Date(toMs).getTimezoneOffset() * 60_000;
  const time = timeTicks(fromMs, toMs, 6, offsetMs);
  const every = Math.ceil(bands.length / mostLabels);
  return (
    <div className="relative h-[176px] pb-[22px] pl-[58px]">
      {bands.map((band, place) =>
        place % every === 0 ? (
          <span
            key={band.leastMs}
            className="absolute left-0 w-[52px] translate-y-1/2 text-right text-[10.5px] leading-none text-dim"
            style={{ bottom: `calc(22px + (100% - 22px) * ${place / bands.length})` }}
          >
            {formatMs(band.leastMs)}
          </span>
        ) : null,
      )}
      <svg
        viewBox={`0 0 ${steps} ${bands.length}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={about}
        className="size-full border-b border-l border-line"
        style={{ cursor: under ? 'pointer' : 'default' }}
        onPointerMove={(event) => setUnder(find(event))}
        onPointerLeave={() => setUnder(undefined)}
        onPointerUp={(event) => {
          const cell = find(event);
          if (cell) open(cell);
        }}
      >
        {heat.cells.map((cell) => (
          <rect
            key={`${cell.step} ${cell.band}`}
            x={cell.step + 0.04}
            y={bands.length - 1 - cell.band + 0.04}
            width={0.92}
            height={0.92}
            fill="var(--p99)"
            fillOpacity={opacityOf(cell.strength)}
            stroke={cell === under ? 'var(--ink)' : undefined}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      {time.ticks.map((at) => (
        <span
          key={at}
          className="absolute bottom-0 -translate-x-1/2 text-[10.5px] leading-none text-dim"
          style={{ left: `calc(58px + (100% - 58px) * ${(at - fromMs) / (toMs - fromMs)})` }}
        >
          {formatTick(at, time.stepMs, zone)}
        </span>
      ))}
      {under && (
        <div
          className="panel pointer-events-none absolute top-1 z-10 px-2.5 py-1.5 text-xs"
          style={under.step > steps / 2 ? { left: 66 } : { right: 8 }}
        >
          <div className="text-dim">{formatMoment(under.fromMs, zone, toMs)}</div>
          {formatMs(under.leastMs)} – {formatMs(under.belowMs)}: {formatCount(under.n)} {under.n === 1 ? 'run' : 'runs'}
        </div>
      )}
    </div>
  );
}
