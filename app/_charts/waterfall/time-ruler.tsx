import { formatMs } from '#app/_ui/format/duration.ts';

const stops = [0, 0.25, 0.5, 0.75];

/** Time since the start, above the lanes. */
export function TimeRuler({ lengthMs }: { lengthMs: number }) {
  return (
    <span className="relative block h-7 overflow-hidden">
      {stops.map((stop) => (
        <span
          key={stop}
          className={`absolute inset-y-0 border-l border-line pl-1.5 text-2xs leading-7 text-dim ${stop % 0.5 === 0 ? '' : 'max-lg:hidden'}`}
          style={{ left: `${stop * 100}%` }}
        >
          {stop === 0 ? '0' : formatMs(lengthMs * stop)}
        </span>
      ))}
      <span className="absolute right-2 text-2xs leading-7 text-dim max-md:hidden">{formatMs(lengthMs)}</span>
    </span>
  );
}
