'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { parseAsString, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { useScope } from '#app/_data/scope.ts';
import { sessionOptions } from '#app/_data/session.ts';
import { removeWidget, rotateWidget, widgetsOptions } from '#app/_data/widget.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import type { WidgetCreated } from '#lib/contracts/widget.ts';
import { Paste } from './paste.tsx';
import { WidgetForm } from './widget-form.tsx';
import { WidgetPanel } from './widget-panel.tsx';

const open = { add: parseAsString, edit: parseAsString };

/** The gallery. What is open is in the URL, but for a token, which is shown once and stays out of every address here. */
export function Widgets({ integrity }: { integrity: string }) {
  const widgets = useQuery(widgetsOptions());
  const role = useQuery(sessionOptions()).data?.role;
  const mayChange = role === 'operator' || role === 'admin';
  const queries = useQueryClient();
  const [{ environment }] = useScope();
  const [{ add, edit }, setOpen] = useQueryStates(open, { history: 'push' });
  const [made, setMade] = useState<WidgetCreated | null>(null);
  const close = () => void setOpen({ add: null, edit: null });
  const again = () => queries.invalidateQueries({ queryKey: ['widgets'] });
  const edited = widgets.data?.items.find(({ id }) => id === edit) ?? null;
  const items = widgets.data?.items.filter(
    ({ scope }) => !environment || scope.environment === undefined || scope.environment === environment,
  );
  return (
    <Screen title="Widgets">
      <div className="flex flex-wrap items-center gap-3">
        <p className="grow text-dim">Health of jobs on other pages: aggregates only, each behind a token of its own.</p>
        {mayChange && (
          <button type="button" className="button-main" onClick={() => void setOpen({ add: 'widget' })}>
            New widget
          </button>
        )}
      </div>
      <Answered query={widgets} what="the widgets" loading={<TableSkeleton rows={6} />}>
        {() =>
          items?.length ? (
            items.map((widget) => (
              <WidgetPanel
                key={widget.id}
                widget={widget}
                mayChange={mayChange}
                onEdit={() => void setOpen({ edit: widget.id })}
                onRotate={async () => {
                  setMade(await rotateWidget(widget.id));
                  await again();
                }}
                onRemove={async () => {
                  await removeWidget(widget.id);
                  await again();
                }}
              />
            ))
          ) : (
            <Panel isFlush>
              <Empty title="No widget yet">
                A widget shows how a queue, a job or one correlation ID is doing on pages whose readers never sign in: a
                badge in a README, a card in a portal, “your export: 3 of 5 steps” for a customer.
              </Empty>
            </Panel>
          )
        }
      </Answered>
      {mayChange && (add || edited) && !made && (
        <WidgetForm
          key={edited?.id ?? 'new'}
          widget={edited}
          environment={environment ?? ''}
          onClose={close}
          onMade={(one) => {
            setMade(one);
            close();
          }}
        />
      )}
      {made && <Paste made={made} integrity={integrity} onClose={() => setMade(null)} />}
    </Screen>
  );
}
