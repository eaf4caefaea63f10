'use client';
import { exactMs, formatMs } from './format/duration.ts';
import { formatMoment, formatTime } from './format/moment.ts';
import { unknown } from './format/number.ts';
import { useNow } from './now.tsx';
// Values with their exact form on hover.
import { useZone } from './zone.tsx';

/** A duration; `–` in grey where it is not known. */
export function Duration({ ms, isEstimate = false }: { ms: number | null; isEstimate?: boolean }) {
  if (ms === null) return <span className="text-dim">{unknown}</span>;
  const title = isEstimate ? `${exactMs(ms)}, an estimate: two clocks were compared` : exactMs(ms);
  return (
    <span title={title}>
      {isEstimate ? '≈ ' : ''}
      {formatMs(ms)}
    </span>
  );
}

/** Date and time, ISO and age on hover. */
export function Moment({ at }: { at: string | null }) {
  const [zone] = useZone();
  const now = useNow();
  if (at === null) return <span className="text-dim">{unknown}</span>;
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={`${at}, ${ageText(now - ms)}`}>
      {formatMoment(ms, zone, now)}
    </time>
  );
}

/** Time of day with milliseconds. */
export function Time({ at }: { at: string | null }) {
  const [zone] = useZone();
  if (at === null) return <span className="text-dim">{unknown}</span>;
  return (
    <time dateTime={at} title={at}>
      {formatTime(Date.parse(at), zone)}
    </time>
  );
}

const ageText = (ms: number): string =>
  Math.abs(ms) < 1000 ? 'just now' : ms < 0 ? `in ${formatMs(-ms)}` : `${formatMs(ms)} ago`;

/** "4 m ago", the moment on hover. */
export function Age({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return <span className="text-dim">{unknown}</span>;
  return (
    <time dateTime={at} title={at}>
      {ageText(Math.round((now - Date.parse(at)) / 1000) * 1000)}
    </time>
  );
}
