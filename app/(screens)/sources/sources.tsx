'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryStates } from 'nuqs';
import { inEnvironment } from '#app/_data/in-environment.ts';
import { sourcesOptions } from '#app/_data/lists.ts';
import { useScope } from '#app/_data/scope.ts';
import { Elsewhere } from '#app/_ui/elsewhere.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { AddSource } from './add-source.tsx';
import { CapabilityCards } from './capability-cards.tsx';
import { SourceDialog } from './source-dialog.tsx';
import type { SourceKind } from './source-kind.ts';
import { SourceTable } from './source-table.tsx';

export function Sources({ kinds, mayChange }: { kinds: readonly SourceKind[]; mayChange: boolean }) {
  const sources = useQuery(sourcesOptions());
  const [{ environment }] = useScope();
  const [open, setOpen] = useQueryStates({ add: parseAsString, edit: parseAsString }, { history: 'push' });
  const edit = (id: string) => void setOpen({ edit: id, add: null });
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
        {({ items }) => {
          const { shown, elsewhere } = inEnvironment(items, environment, (source) => source.environment);
          return (
            <>
              {shown.length === 0 ? (
                <Empty title={`No backend of ${environment} is watched`} />
              ) : (
                <SourceTable sources={shown} onEdit={mayChange ? edit : undefined} />
              )}
              <Elsewhere shown={shown.length} count={elsewhere} what="source" />
            </>
          );
        }}
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
