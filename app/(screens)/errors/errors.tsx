'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState } from 'react';
import { errorsOptions } from '#app/_data/error-group.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { ErrorTable } from '#app/_ui/error-table/error-table.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import type { ErrorGroup, ErrorStatus } from '#lib/contracts/error-group.ts';
import { Decide } from './decide.tsx';

const standings = ['todo', 'ignored', 'resolved', 'all'] as const;
type Standing = (typeof standings)[number];
const words: Record<Standing, string> = { todo: 'To look at', ignored: 'Ignored', resolved: 'Resolved', all: 'All' };
/** What came back after it was resolved comes first. */
const rank: Record<ErrorStatus, number> = { regressed: 0, open: 1, ignored: 2, resolved: 3 };
const isOf = (standing: Standing) => (group: ErrorGroup) =>
  standing === 'all' || (standing === 'todo' ? rank[group.status] < 2 : group.status === standing);

export function Errors() {
  const [scope] = useScope();
  const [standing, setStanding] = useQueryState('status', parseAsStringLiteral(standings).withDefault('todo'));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const errors = useQuery(errorsOptions(scopeQuery(scope)));
  const choose = (fingerprint: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(fingerprint);
    else next.delete(fingerprint);
    setChosen(next);
  };
  return (
    <Screen title="Errors">
      <Panel isFlush>
        <Answered query={errors} what="the errors" loading={<TableSkeleton rows={14} />}>
          {({ items, nextCursor }) => {
            const shown = items.filter(isOf(standing)).sort((a, b) => rank[a.status] - rank[b.status]);
            return (
              <>
                <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-3.5 pt-1 pb-2">
                  {standings.map((one) => (
                    <button
                      key={one}
                      type="button"
                      aria-pressed={standing === one}
                      onClick={() => setStanding(one)}
                      className="control text-dim aria-pressed:bg-soft aria-pressed:font-[550] aria-pressed:text-ink"
                    >
                      {words[one]} <span className="text-xs">{items.filter(isOf(one)).length}</span>
                    </button>
                  ))}
                  <span className="grow text-xs text-dim">
                    {nextCursor && 'the 200 most frequent'}
                    {chosen.size > 0 && ` ${chosen.size} chosen`}
                  </span>
                  <Decide
                    groups={shown.filter((group) => chosen.has(group.fingerprint))}
                    done={() => setChosen(new Set())}
                  />
                </div>
                {shown.length === 0 ? (
                  <Empty title={items.length === 0 ? 'No attempt failed in this window' : 'Nothing here'}>
                    Failures appear by themselves, grouped by type, message and place in the code.
                  </Empty>
                ) : (
                  <ErrorTable groups={shown} chosen={chosen} choose={choose} />
                )}
              </>
            );
          }}
        </Answered>
      </Panel>
    </Screen>
  );
}
