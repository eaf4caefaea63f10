// Adding, changing, removing and trying sources.
import type { SourceChange, SourceInput, SourceView } from '#lib/contracts/source.ts';
import type { ProbeInput, ProbeView } from '#lib/contracts/source-probe.ts';
import { fetchJson } from './fetch-json.ts';

export const addSource = (input: SourceInput) => fetchJson<SourceView>('/sources', { method: 'POST', body: input });
export const changeSource = (id: string, change: SourceChange) =>
  fetchJson<SourceView>(`/sources/${id}`, { method: 'PATCH', body: change });
export const removeSource = (id: string) => fetchJson<void>(`/sources/${id}`, { method: 'DELETE' });
export const probeSource = (input: ProbeInput) =>
  fetchJson<ProbeView>('/sources/probe', { method: 'POST', body: input });
