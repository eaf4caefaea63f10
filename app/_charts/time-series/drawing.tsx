'use client';
// The drawing itself. Loaded when first needed: the chart library is the largest part of the browser code.
import { memo } from 'react';
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { ChartSpec } from '#app/_charts/catalog.ts';
import { formatTick, type Zone } from '#app/_ui/format/moment.ts';
import type { Deploy } from '#lib/contracts/deploy.ts';
import { timeTicks, type ValueAxis } from './axis.ts';
import type { Brushed } from './brush.ts';
import { LoneDot } from './dot.tsx';
import { formatValue } from './format-value.ts';
import type { Stretch } from './gap-stretches.ts';
import { PointReading } from './point-reading.tsx';
import { partsOf, type Row, type Series } from './series.ts';
import type { Threshold } from './threshold-of.ts';
import { useBrush } from './use-brush.ts';

export interface PlotProps {
  spec: ChartSpec;
  series: Series;
  axis: ValueAxis;
  gaps: readonly Stretch[];
  thresholds: readonly Threshold[];
  deploys: readonly Deploy[];
  zone: Zone;
  /** A point was clicked, or a stretch dragged over. */
  done: (what: Brushed) => void;
  /** Half-width charts carry fewer labels. */
  isNarrow: boolean;
}

const text = { fontSize: 10.5, fill: 'var(--dim)' };
const still = { isAnimationActive: false, dot: false, type: 'linear', strokeWidth: 1.5 } as const;

/** More flags than this are drawn without their names. */
const mostNamed = 3;

function Drawing({ spec, series, axis, gaps, thresholds, deploys, zone, done, isNarrow }: PlotProps) {
  const offsetMs = zone === 'utc' ? 0 : -new Date(series.toMs).getTimezoneOffset() * 60_000;
  const time = timeTicks(series.fromMs, series.toMs, isNarrow ? 4 : 7, offsetMs);
  const starts = series.rows.map((row) => row.at);
  const { dragged, handlers } = useBrush(starts, series.stepMs, done);
  return (
    <ResponsiveContainer width="100%" height={176}>
      <ComposedChart
        data={series.rows}
        margin={{ top: 14, right: 10, bottom: 0, left: 0 }}
        accessibilityLayer
        role="img"
        title={spec.about}
        style={{ cursor: 'pointer', userSelect: 'none' }}
        {...handlers}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          type="number"
          scale="time"
          domain={[series.fromMs, series.toMs]}
          ticks={time.ticks}
          tickFormatter={(at: number) => formatTick(at, time.stepMs, zone)}
          tick={text}
          tickLine={false}
          axisLine={false}
          height={22}
          interval="preserveStartEnd"
        />
        <YAxis
          width={50}
          scale={axis.isLog ? 'log' : 'linear'}
          domain={axis.domain}
          ticks={axis.ticks}
          allowDataOverflow
          tickFormatter={(value: number) => formatValue(value, spec.unit)}
          tick={text}
          tickLine={false}
          axisLine={false}
          interval={0}
        />
        {gaps.map((gap) => (
          <ReferenceArea
            key={`${gap.fromMs} ${gap.reason}`}
            x1={Math.max(gap.fromMs, series.fromMs)}
            x2={Math.min(gap.toMs, series.toMs)}
            fill="var(--soft)"
            fillOpacity={1}
            strokeOpacity={0}
            label={{ value: gap.reason, position: 'insideTopLeft', ...text }}
          />
        ))}
        {thresholds.map(({ value, label }) => (
          <ReferenceLine
            key={label}
            y={value}
            stroke="var(--bad)"
            strokeDasharray="5 4"
            strokeOpacity={0.7}
            label={{ value: label, position: 'insideTopRight', ...text }}
          />
        ))}
        {deploys.map(({ version, at }) => (
          <ReferenceLine
            key={version}
            x={Date.parse(at)}
            stroke="var(--line-strong)"
            label={deploys.length > mostNamed ? undefined : { value: `▾ ${version}`, position: 'top', ...text }}
          />
        ))}
        {dragged && (
          <ReferenceArea
            x1={dragged.fromMs}
            x2={dragged.toMs}
            fill="var(--accent)"
            fillOpacity={0.12}
            strokeOpacity={0}
          />
        )}
        {spec.beforeKey && (
          <Line
            {...still}
            dataKey="before"
            stroke="var(--dim)"
            strokeWidth={1.2}
            strokeDasharray="1.5 3"
            activeDot={false}
          />
        )}
        {spec.shape === 'bars' &&
          spec.lines.map(({ key, colour }) => (
            <Bar
              key={key}
              isAnimationActive={false}
              stackId="whole"
              dataKey={(row: Row) => row.cells[key]?.value ?? null}
              fill={colour}
              maxBarSize={18}
            />
          ))}
        {(spec.shape === 'bars' ? [] : spec.lines).flatMap(({ key, colour }) => {
          const { hasThin, hasOpen, hasLone } = partsOf(series, key);
          return [
            hasThin && (
              <Line
                key={`${key} thin`}
                {...still}
                dataKey={`${key}_thin`}
                stroke={colour}
                strokeOpacity={0.4}
                strokeDasharray="4 2"
                activeDot={false}
              />
            ),
            <Line
              key={`${key} solid`}
              {...still}
              dataKey={`${key}_solid`}
              stroke={colour}
              activeDot={{ r: 2.5, strokeWidth: 0 }}
              // a component for each point, where only few draw anything
              dot={hasLone && <LoneDot lineKey={key} colour={colour} />}
            />,
            hasOpen && (
              <Line
                key={`${key} open`}
                {...still}
                dataKey={`${key}_open`}
                stroke={colour}
                strokeDasharray="2 2.5"
                activeDot={false}
              />
            ),
          ];
        })}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ active, label }) => {
            const row = active ? series.rows.find((one: Row) => one.at === label) : undefined;
            return row ? <PointReading row={row} spec={spec} series={series} zone={zone} /> : null;
          }}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** What lies over the lines comes as new lists that mostly say the same. */
const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

export default memo(
  Drawing,
  (a, b) =>
    a.spec === b.spec &&
    a.series === b.series &&
    a.zone === b.zone &&
    a.isNarrow === b.isNarrow &&
    a.done === b.done &&
    isSame(a.axis, b.axis) &&
    isSame(a.gaps, b.gaps) &&
    isSame(a.thresholds, b.thresholds) &&
    isSame(a.deploys, b.deploys),
);
