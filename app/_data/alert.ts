// Alerts: what fires, what fired, rules, silences, channels.
import { queryOptions } from '@tanstack/react-query';
import type {
  DeliveryView,
  InstanceList,
  PreviewView,
  SilenceDraft,
  SilenceList,
  TransitionList,
} from '#lib/contracts/alert.ts';
import type { ChannelCreated, ChannelInput, ChannelList } from '#lib/contracts/alert-channel.ts';
import type { RuleList, RuleView } from '#lib/contracts/alert-rule.ts';
import { fetchJson } from './fetch-json.ts';
import { liveAlerts } from './live-kind.ts';

export const instancesOptions = () =>
  queryOptions({
    queryKey: ['alerts', 'instances'],
    queryFn: ({ signal }) => fetchJson<InstanceList>('/alerts/instances', { signal }),
    meta: liveAlerts,
    refetchInterval: 15_000,
  });

export const rulesOptions = () =>
  queryOptions({
    queryKey: ['alerts', 'rules'],
    queryFn: ({ signal }) => fetchJson<RuleList>('/alerts/rules', { query: { self: 'true' }, signal }),
    meta: liveAlerts,
  });

export const ruleOptions = (id: string) =>
  queryOptions({
    queryKey: ['alerts', 'rules', id],
    queryFn: ({ signal }) => fetchJson<RuleView>(`/alerts/rules/${id}`, { signal }),
    enabled: id !== 'new',
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

export const historyOptions = () =>
  queryOptions({
    queryKey: ['alerts', 'history'],
    queryFn: ({ signal }) => fetchJson<TransitionList>('/alerts/history', { query: { limit: 200 }, signal }),
    meta: liveAlerts,
  });

export const silencesOptions = () =>
  queryOptions({
    queryKey: ['alerts', 'silences'],
    queryFn: ({ signal }) => fetchJson<SilenceList>('/alerts/silences', { signal }),
    meta: liveAlerts,
  });

export const channelsOptions = () =>
  queryOptions({
    queryKey: ['alerts', 'channels'],
    queryFn: ({ signal }) => fetchJson<ChannelList>('/alerts/channels', { signal }),
  });

/** `rule`: as `ruleInput` takes it. Asked again only when something changes that decides what the rule sees. */
export const previewOptions = (rule: object | null, windowMs: number) =>
  queryOptions({
    queryKey: ['alerts', 'preview', rule, windowMs],
    queryFn: ({ signal }) =>
      fetchJson<PreviewView>('/alerts/rules/preview', { method: 'POST', body: { rule, windowMs }, signal }),
    enabled: rule !== null,
    staleTime: 60_000,
    // By when about a slot has come to the end of it.
    refetchInterval: Math.max(30_000, windowMs / 2_000),
    placeholderData: (before) => before,
  });

export const saveRule = (id: string, rule: object) =>
  id === 'new'
    ? fetchJson<RuleView>('/alerts/rules', { method: 'POST', body: rule })
    : fetchJson<RuleView>(`/alerts/rules/${id}`, { method: 'PATCH', body: rule });
export const removeRule = (id: string) => fetchJson<void>(`/alerts/rules/${id}`, { method: 'DELETE' });
export const acknowledge = (id: string) => fetchJson<void>(`/alerts/instances/${id}/acknowledge`, { method: 'POST' });
export const addSilence = (silence: SilenceDraft) =>
  fetchJson<unknown>('/alerts/silences', { method: 'POST', body: silence });
export const endSilence = (id: string) => fetchJson<void>(`/alerts/silences/${id}`, { method: 'DELETE' });
export const addChannel = (channel: ChannelInput) =>
  fetchJson<ChannelCreated>('/alerts/channels', { method: 'POST', body: channel });
export const removeChannel = (id: string) => fetchJson<void>(`/alerts/channels/${id}`, { method: 'DELETE' });
export const rotateChannel = (id: string) =>
  fetchJson<ChannelCreated>(`/alerts/channels/${id}/rotate`, { method: 'POST' });
export const testChannel = (id: string) => fetchJson<DeliveryView>(`/alerts/channels/${id}/test`, { method: 'POST' });
