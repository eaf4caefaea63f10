// Schedules: what became of their due times, what comes, and making them.
import { queryOptions } from '@tanstack/react-query';
import type {
  ScheduleChange,
  ScheduleChanged,
  ScheduleCreated,
  ScheduleDetail,
  ScheduleImport,
  ScheduleImported,
  ScheduleInput,
  ScheduleList,
  ScheduleUpcoming,
} from '#lib/contracts/schedule.ts';
import { fetchJson } from './fetch-json.ts';
import { liveFigures } from './live-kind.ts';
import type { Query } from './query-string.ts';

/** Due times pass without anybody saying anything: what is late must show without an event. */
const lookEveryMs = 5_000;

export const schedulesOptions = (query: Query) =>
  queryOptions({
    queryKey: ['schedules', query],
    queryFn: ({ signal }) => fetchJson<ScheduleList>('/schedules', { query: { ...query, limit: 200 }, signal }),
    meta: liveFigures,
    refetchInterval: lookEveryMs,
  });

export const scheduleOptions = (id: string) =>
  queryOptions({
    queryKey: ['schedules', 'one', id],
    queryFn: ({ signal }) => fetchJson<ScheduleDetail>(`/schedules/${encodeURIComponent(id)}`, { signal }),
    meta: liveFigures,
    refetchInterval: lookEveryMs,
  });

export const upcomingOptions = (query: Query) =>
  queryOptions({
    queryKey: ['schedules', 'upcoming', query],
    queryFn: ({ signal }) => fetchJson<ScheduleUpcoming>('/schedules/upcoming', { query, signal }),
    refetchInterval: 60_000,
  });

export const addSchedule = (body: ScheduleInput) => fetchJson<ScheduleCreated>('/schedules', { method: 'POST', body });
export const changeSchedule = (id: string, body: ScheduleChange) =>
  fetchJson<ScheduleChanged>(`/schedules/${id}`, { method: 'PATCH', body });
export const removeSchedule = (id: string) => fetchJson<void>(`/schedules/${id}`, { method: 'DELETE' });
export const importSchedules = (body: ScheduleImport) =>
  fetchJson<ScheduleImported>('/schedules/import', { method: 'POST', body });
