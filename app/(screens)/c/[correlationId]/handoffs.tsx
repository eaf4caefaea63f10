'use client';
import { Panel } from '#app/_ui/panel.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Duration, Time } from '#app/_ui/value.tsx';
import type { Handoff } from '#lib/contracts/journey.ts';

type End = Handoff['from'];

/** From one system's end to the next one's start. */
export function Handoffs({ handoffs }: { handoffs: readonly Handoff[] }) {
  if (handoffs.length === 0) return null;
  const end = ({ name, system }: End) => (
    <>
      {name} <span className="ml-1 text-xs text-dim">{system}</span>
    </>
  );
  return (
    <Panel isFlush title="Hand-offs" note="from the end in one system to the start in the next">
      <TableFrame caption="Hand-offs between systems, in order of time" minWidth="min-w-[640px]">
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col" className="l">
              To
            </th>
            <th scope="col">Ended</th>
            <th scope="col">Next began</th>
            <th scope="col">Took</th>
          </tr>
        </thead>
        <tbody>
          {handoffs.map((one) => (
            <tr key={`${one.from.id} ${one.to.id}`}>
              <td>{end(one.from)}</td>
              <td className="l">{end(one.to)}</td>
              <td className="mono">
                <Time at={one.from.at} />
              </td>
              <td className="mono">
                <Time at={one.to.at} />
              </td>
              <td>
                {one.isOverlapping ? <span className="text-dim">overlapping</span> : <Duration ms={one.durationMs} />}
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </Panel>
  );
}
