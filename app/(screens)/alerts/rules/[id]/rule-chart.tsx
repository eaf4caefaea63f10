'use client';
import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from 'react';
import { formatMoment } from '#app/_ui/format/moment.ts';
import { useNow } from '#app/_ui/now.tsx';
import { useZone } from '#app/_ui/zone.tsx';
import type { Episode } from '#lib/alerts/episodes.ts';
import { formatValue, metricWords } from '#lib/alerts/metric-words.ts';
import type { PreviewView } from '#lib/contracts/alert.ts';
import { highOf, scaleFor, shadesOf } from './chart-scale.ts';
import { seriesOf } from './draft.ts';

interface RuleChartProps {
  preview: PreviewView;
  metric: string;
  value: number;
  recoveryValue: number | null;
  episodes: readonly Episode[];
  /** null = this kind has no threshold to drag. */
  onValue: ((value: number) => void) | null;
}

const width = 720;
const height = 240;
const left = 58;
const bottom = 22;
const top = 8;

/** What the rule saw, where it would have fired, and its threshold, which can be dragged or moved with the arrow keys. */
export function RuleChart({ preview, metric, value, recoveryValue, episodes, onValue }: RuleChartProps) {
  const [zone] = useZone();
  const now = useNow();
  const svg = useRef<SVGSVGElement>(null);
  const fromMs = Date.parse(preview.from);
  const toMs = Date.parse(preview.to);
  const high = useMemo(() => highOf(preview), [preview]);
  const scale = scaleFor(high, value);
  const x = (ms: number): number => left + ((ms - fromMs) / Math.max(1, toMs - fromMs)) * (width - left - 8);
  const y = (at: number): number => top + (1 - Math.min(at, scale.most) / scale.most) * (height - top - bottom);
  const lines = useMemo(() => {
    const { slots } = seriesOf(preview);
    return preview.series.map(({ points }) => pathOf(points, slots, x, y));
  }, [preview, scale.most]);
  const shades = shadesOf(
    episodes.map((episode) => ({ from: x(Math.max(episode.fromMs, fromMs)), to: x(episode.toMs ?? toMs) })),
    2,
  );
  const move = (event: PointerEvent<SVGSVGElement>): void => {
    if (!onValue || !svg.current || event.buttons !== 1) return;
    const box = svg.current.getBoundingClientRect();
    const at = ((event.clientY - box.top) / box.height) * height;
    onValue(scale.round((1 - (at - top) / (height - top - bottom)) * scale.most));
  };
  const key = (event: KeyboardEvent): void => {
    const step = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!onValue || step === undefined) return;
    event.preventDefault();
    onValue(scale.round(value + step * scale.step));
  };
  return (
    <figure className="m-0">
      <svg
        ref={svg}
        viewBox={`0 0 ${width} ${height}`}
        className="block w-full touch-none select-none"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          move(event);
        }}
        onPointerMove={move}
      >
        <title>{metricWords(metric)} and where the rule would have fired</title>
        {scale.ticks.map((tick) => (
          <g key={tick}>
            <line x1={left} x2={width - 8} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
            <text x={left - 8} y={y(tick) + 4} textAnchor="end" fontSize="11" fill="var(--dim)">
              {formatValue(metric, tick)}
            </text>
          </g>
        ))}
        {shades.map(({ from, to }) => (
          <rect
            key={from}
            x={from}
            width={to - from}
            y={top}
            height={height - top - bottom}
            fill="var(--bad)"
            opacity="0.13"
          />
        ))}
        {lines.map((path, i) => (
          <path
            key={i}
            d={path}
            fill="none"
            stroke="var(--work)"
            strokeWidth="1.5"
            opacity={lines.length > 1 ? 0.55 : 1}
          />
        ))}
        {recoveryValue !== null && recoveryValue !== value && (
          <line
            x1={left}
            x2={width - 8}
            y1={y(recoveryValue)}
            y2={y(recoveryValue)}
            stroke="var(--ok)"
            strokeDasharray="3 4"
          />
        )}
        <g
          {...(onValue && {
            role: 'slider',
            tabIndex: 0,
            'aria-label': 'Threshold',
            'aria-orientation': 'vertical' as const,
            'aria-valuenow': value,
            'aria-valuemin': 0,
            'aria-valuemax': scale.most,
            'aria-valuetext': formatValue(metric, value),
            onKeyDown: key,
            className: 'cursor-ns-resize',
          })}
        >
          <rect x={left} width={width - left - 8} y={y(value) - 8} height="16" fill="transparent" />
          <line
            x1={left}
            x2={width - 8}
            y1={y(value)}
            y2={y(value)}
            stroke="var(--bad)"
            strokeWidth="1.5"
            strokeDasharray="6 3"
          />
          {onValue && (
            <circle cx={width - 14} cy={y(value)} r="5" fill="var(--panel)" stroke="var(--bad)" strokeWidth="2" />
          )}
        </g>
        {[fromMs, (fromMs + toMs) / 2, toMs].map((at, i) => (
          <text
            key={at}
            x={x(at)}
            y={height - 5}
            fontSize="11"
            fill="var(--dim)"
            textAnchor={i === 0 ? 'start' : i === 2 ? 'end' : 'middle'}
          >
            {formatMoment(at, zone, now)}
          </text>
        ))}
      </svg>
    </figure>
  );
}

/** Gaps where nothing was known. */
function pathOf(
  points: PreviewView['series'][number]['points'],
  slots: readonly number[],
  x: (ms: number) => number,
  y: (value: number) => number,
): string {
  let path = '';
  let isOpen = false;
  for (const [index, [, value]] of points.entries()) {
    if (value === null) isOpen = false;
    else {
      path += `${isOpen ? 'L' : 'M'}${x(slots[index] ?? 0).toFixed(1)} ${y(value).toFixed(1)}`;
      isOpen = true;
    }
  }
  return path;
}
