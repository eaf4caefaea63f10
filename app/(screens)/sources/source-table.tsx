'use client';
import { formatMs } from '#app/_ui/format/duration.ts';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { sourceTone } from '#app/_ui/tone.ts';
import { Age, Duration } from '#app/_ui/value.tsx';
import type { SourceView } from '#lib/contracts/source.ts';

/** What to know about its state, in a sentence. */
function remark(source: SourceView): string {
  if (source.lastError && source.status !== 'ok') return source.lastError.message;
  if (source.missing.length > 0) return `cannot see: ${source.missing.join(', ')}`;
  return '';
}

interface SourceTableProps {
  sources: readonly SourceView[];
  /** Given to who may change them. */
  onEdit: ((id: string) => void) | undefined;
}

export function SourceTable({ sources, onEdit }: SourceTableProps) {
  return (
    <TableFrame caption="Watched sources" minWidth="min-w-[900px]">
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
        {sources.map((source) => (
          <tr key={source.id}>
            <td>
              {onEdit ? (
                <button type="button" className="hover:text-accent" onClick={() => onEdit(source.id)}>
                  {source.name}
                </button>
              ) : (
                source.name
              )}
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
  );
}
