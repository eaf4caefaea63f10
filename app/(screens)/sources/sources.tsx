'use client';
import { useQuery } from '@tanstack/react-query';
import { sourcesOptions } from '#app/_data/lists.ts';
import { Empty } from '#app/_ui/empty.tsx';
import { formatMs } from '#app/_ui/format/duration.ts';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { sourceTone } from '#app/_ui/tone.ts';
import { Age, Duration } from '#app/_ui/value.tsx';
import type { SourceView } from '#lib/contracts/source.ts';

const addCommand = `curl -X POST $SIGNALBOX_URL/api/v1/sources -H "Authorization: Bearer $SIGNALBOX_TOKEN" \\
  -H 'content-type: application/json' \\
  -d '{"name":"orders-redis","kind":"bullmq","environment":"production","config":{"url":"redis://localhost:6379"}}'`;

/** What to know about its state, in a sentence. */
function remark(source: SourceView): string {
  if (source.lastError && source.status !== 'ok') return source.lastError.message;
  if (source.missing.length > 0) return `cannot see: ${source.missing.join(', ')}`;
  return '';
}

export function Sources() {
  const sources = useQuery(sourcesOptions());
  return (
    <ListScreen
      title="Sources"
      what="the sources"
      query={sources}
      empty={
        <Empty title="No backend is watched yet" command={addCommand}>
          Telemetry that workers send needs no source. To watch a queue backend as well, declare it in signalbox.yaml or
          add it:
        </Empty>
      }
      isEmpty={({ items }) => items.length === 0}
    >
      {({ items }) => (
        <TableFrame caption="Watched sources" minWidth={900}>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col" className="l">
                Status
              </th>
              <th scope="col" className="l">
                Environment
              </th>
              <th scope="col">Read every</th>
              <th scope="col">Last read</th>
              <th scope="col">Clock offset</th>
              <th scope="col" className="l">
                Server
              </th>
              <th scope="col" className="l w-full">
                Remark
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((source) => (
              <tr key={source.id}>
                <td>
                  {source.name}
                  <span className="ml-1.5 text-xs text-dim">{source.kind}</span>
                </td>
                <td className="l">
                  <Status tone={sourceTone[source.status]}>{source.status}</Status>
                </td>
                <td className="l">{source.environment}</td>
                <td>{formatMs(source.pollMs)}</td>
                <td>
                  <Age at={source.freshness.lastReadAt} />
                </td>
                <td>
                  <Duration ms={source.freshness.clockOffsetMs} />
                </td>
                <td className="l text-dim">{source.server ?? '–'}</td>
                <td className="l clip" title={remark(source)}>
                  {remark(source)}
                </td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </ListScreen>
  );
}
