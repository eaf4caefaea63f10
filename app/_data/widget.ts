// Health widgets: the gallery, and what their owners do to them.
import { queryOptions } from '@tanstack/react-query';
import type { WidgetChange, WidgetCreated, WidgetInput, WidgetList, WidgetView } from '#lib/contracts/widget.ts';
import { fetchJson } from './fetch-json.ts';

export const widgetsOptions = () =>
  queryOptions({
    queryKey: ['widgets'],
    queryFn: ({ signal }) => fetchJson<WidgetList>('/widgets', { query: { limit: 200 }, signal }),
    refetchInterval: 10_000,
  });

export const addWidget = (input: Partial<WidgetInput> & Pick<WidgetInput, 'name' | 'scope'>) =>
  fetchJson<WidgetCreated>('/widgets', { method: 'POST', body: input });
export const changeWidget = (id: string, change: WidgetChange) =>
  fetchJson<WidgetView>(`/widgets/${id}`, { method: 'PATCH', body: change });
export const removeWidget = (id: string) => fetchJson<void>(`/widgets/${id}`, { method: 'DELETE' });
export const rotateWidget = (id: string) => fetchJson<WidgetCreated>(`/widgets/${id}/rotate`, { method: 'POST' });
