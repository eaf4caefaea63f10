'use client';
// How durations or waits spread over time, with its four states and its table twin. A cell opens its runs.
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { heatmapOptions } from '#app/_data/metric.ts';
import { type Query, withQuery } from '#app/_data/query-string.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { stepFor, windowLength } from '#app/_data/window.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { formatMs } from '#app/_ui/format/duration.ts';
import { formatMoment } from '#app/_ui/format/moment.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { useZone } from '#app/_ui/zone.tsx';
import type { Spread } from '#lib/contracts/heatmap.ts';
import { Picture } from './picture.tsx';
import { type Heat, type HeatCell, heatOf, runsOfCell } from './series.ts';
import { StrengthKey } from './strength-key.tsx';

const titles: Record<Spread, string> = {
  duration: 'Spread of durations',
  wait: 'Spread of time in queue',
  total: 'Spread from enqueue to end',
};

interface HeatmapPanelProps {
  of: Spread;
  filter: Query;
}

export function HeatmapPanel({ of, filter }: HeatmapPanelProps) {
  const router = useRouter();
  const [scope] = useScope();
  const [zone] = useZone();
  const [isTable, setTable] = useState(false);
  const narrow = { ...scopeQuery(scope), ...filter };
  const stepMs = stepFor(windowLength(scope, Date.now()), 80);
  const answer = useQuery(heatmapOptions({ ...narrow, of, stepMs }));
  const runsUrl = (cell: HeatCell) => withQuery('/runs', { ...narrow, ...runsOfCell(of, cell) });
  return (
    <Panel
      title={titles[of]}
      note={<StrengthKey />}
      actions={
        <button
          type="button"
          className="text-xs text-dim hover:text-ink"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? 'chart' : 'table'}
        </button>
      }
    >
      <Answered query={answer} what={titles[of].toLowerCase()} loading={<div className="skeleton h-[176px]" />}>
        {(data) => {
          const heat = heatOf(data);
          if (heat.n === 0) {
            return <p className="grid h-[176px] place-items-center text-dim">Nothing ran in this window.</p>;
          }
          if (isTable) return <CellTable title={titles[of]} heat={heat} runsUrl={runsUrl} />;
          const about = `${titles[of]}: ${formatCount(heat.n)} runs between ${formatMs(heat.bands[0]?.leastMs)} and ${formatMs(heat.bands.at(-1)?.belowMs)}.`;
          return <Picture heat={heat} about={about} zone={zone} open={(cell) => router.push(runsUrl(cell))} />;
        }}
      </Answered>
    </Panel>
  );
}

function CellTable({ title, heat, runsUrl }: { title: string; heat: Heat; runsUrl: (cell: HeatCell) => string }) {
  const [zone] = useZone();
  return (
    <div className="h-[176px] overflow-y-auto">
      <TableFrame caption={`${title}, newest first`}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">At least</th>
            <th scope="col">Below</th>
            <th scope="col">Runs</th>
          </tr>
        </thead>
        <tbody>
          {heat.cells.toReversed().map((cell) => (
            <tr key={`${cell.step} ${cell.band}`}>
              <td>{formatMoment(cell.fromMs, zone, heat.toMs)}</td>
              <td>{formatMs(cell.leastMs)}</td>
              <td>{formatMs(cell.belowMs)}</td>
              <td>
                <Link href={runsUrl(cell)}>{formatCount(cell.n)}</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </div>
  );
}
