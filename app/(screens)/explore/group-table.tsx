'use client';
import { runsBehind } from '#app/_charts/runs-behind.ts';
import type { Unit } from '#app/_charts/time-series/axis.ts';
import { formatValue } from '#app/_charts/time-series/format-value.ts';
import { type Query, withQuery } from '#app/_data/query-string.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import type { MetricAnswer } from '#lib/contracts/metric.ts';
import { type Group, mostLines } from './grouped.ts';

interface GroupTableProps {
  answer: MetricAnswer;
  groups: readonly Group[];
  unit: Unit;
  /** What narrows all of them. */
  query: Query;
}

/** Every group with its figures; each opens its runs of the whole window. */
export function GroupTable({ answer, groups, unit, query }: GroupTableProps) {
  const behind = runsBehind(answer.metric, Date.parse(answer.from), Date.parse(answer.to));
  return (
    <Panel isFlush title="Groups" note={answer.isCut ? 'the 50 largest' : 'largest first'}>
      <TableFrame caption="Groups with their last and highest value" minWidth="min-w-[480px]">
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">Last</th>
            <th scope="col">Highest</th>
            <th scope="col">Rests on</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group, place) => (
            <tr key={group.key}>
              <td>
                <span
                  aria-hidden="true"
                  className="mr-2 inline-block h-0.5 w-2.5 rounded align-middle"
                  style={{ background: place < mostLines ? group.colour : 'transparent' }}
                />
                <Link href={withQuery('/runs', { ...query, ...group.filter, ...behind })}>{group.label}</Link>
              </td>
              <td>{formatValue(group.last, unit)}</td>
              <td>{formatValue(group.highest, unit)}</td>
              <td className="text-dim">{formatCount(group.n)}</td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </Panel>
  );
}
