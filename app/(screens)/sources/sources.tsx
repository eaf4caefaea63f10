'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryStates } from 'nuqs';
import { sourcesOptions } from '#app/_data/lists.ts';
import { useScope } from '#app/_data/scope.ts';
import { Empty } from '#app/_ui/empty.tsx';
import { formatMs } from '#app/_ui/format/duration.ts';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { sourceTone } from '#app/_ui/tone.ts';
import { Age, Duration } from '#app/_ui/value.tsx';
import type { SourceView } from '#lib/contracts/source.ts';
import { AddSource } from './add-source.tsx';
import { CapabilityCards } from './capability-cards.tsx';
import { SourceDialog } from './source-dialog.tsx';
import type { SourceKind } from './source-kind.ts';

/** What to know about its state, in a sentence. */
function remark(source: SourceView): string {
  if (source.lastError && source.status !== 'ok') return source.lastError.message;
  if (source.missing.length > 0) return `cannot see: ${source.missing.join(', ')}`;
  return '';
}

export function Sources({ kinds, mayChange }: { kinds: readonly SourceKind[]; mayChange: boolean }) {
  const sources = useQuery(sourcesOptions());
  const [{ environment }] = useScope();
  const [open, setOpen] = useQueryStates({ add: parseAsString, edit: parseAsString }, { history: 'push' });
  const edited = sources.data?.items.find(({ id }) => id === open.edit) ?? null;
  const kind = kinds.find((one) => one.kind === (edited?.kind ?? open.add));
  return (
    <>
      <ListScreen
        title="Sources"
        what="the sources"
        query={sources}
        empty={
          <Empty title="No backend is watched yet">
            Telemetry that workers send needs no source. A queue backend is watched with one connection string and never
            written to; sources can also be declared in signalbox.yaml.
          </Empty>
        }
        isEmpty={({ items }) => items.length === 0}
        above={mayChange && <AddSource kinds={kinds} />}
        below={sources.data && <CapabilityCards kinds={kinds} sources={sources.data.items} />}
      >
        {({ items }) => (
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
              {items.map((source) => (
                <tr key={source.id}>
                  <td>
                    {mayChange ? (
                      <button
                        type="button"
                        className="hover:text-accent"
                        onClick={() => void setOpen({ edit: source.id, add: null })}
                      >
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
        )}
      </ListScreen>
      {mayChange && kind && (open.add || edited) && (
        <SourceDialog
          key={edited?.id ?? kind.kind}
          kind={kind}
          source={edited}
          environment={environment || 'production'}
          onClose={() => void setOpen({ add: null, edit: null })}
        />
      )}
    </>
  );
}
