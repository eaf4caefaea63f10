'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryStates } from 'nuqs';
import { runOptions } from '#app/_data/run.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { NoSuch } from '#app/_ui/no-such.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { ChooseRuns } from './choose-runs.tsx';
import { ComparedFigures } from './compared-figures.tsx';
import { ComparedSteps } from './compared-steps.tsx';

const text = parseAsString.withDefault('');

/** Two runs side by side. Both ids stand in the URL. */
export function Compare() {
  const link = useScopedLink();
  const [ids, setIds] = useQueryStates({ a: text, b: text }, { history: 'push' });
  const a = useQuery({ ...runOptions(ids.a), enabled: ids.a !== '' });
  const b = useQuery({ ...runOptions(ids.b), enabled: ids.b !== '' });
  const areBoth = ids.a !== '' && ids.b !== '';
  const loading = (
    <Panel isFlush>
      <TableSkeleton rows={14} />
    </Panel>
  );
  const missing = <NoSuch what="run" href={link('/runs')} all="all runs" />;
  return (
    <Screen
      title="Compare"
      parent={{ label: 'Runs', href: link('/runs') }}
      actions={
        areBoth && (
          <button type="button" className="control" onClick={() => void setIds({ a: ids.b, b: ids.a })}>
            Swap
          </button>
        )
      }
    >
      <ChooseRuns key={`${ids.a} ${ids.b}`} ids={ids} choose={(next) => void setIds(next)} />
      {areBoth && (
        <Answered query={a} what="the first run" loading={loading} missing={missing}>
          {(first) => (
            <Answered query={b} what="the second run" loading={loading} missing={missing}>
              {(second) => (
                <>
                  <ComparedFigures a={first} b={second} />
                  <ComparedSteps a={first} b={second} />
                </>
              )}
            </Answered>
          )}
        </Answered>
      )}
    </Screen>
  );
}
