import { listSchedules } from '#lib/api/list-schedules.ts';
import { createSchedule } from '#lib/api/schedules.ts';
import { filterQuery } from '#lib/contracts/filter.ts';
import { pageQuery } from '#lib/contracts/page.ts';
import { scheduleInput } from '#lib/contracts/schedule.ts';
import { jsonReply, route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/schedules', method: 'GET', query: filterQuery.extend(pageQuery.shape) },
  (caller, { query, nowMs }) => listSchedules(caller, query, nowMs),
);

export const POST = route(
  { path: '/api/v1/schedules', method: 'POST', body: scheduleInput },
  async (caller, { body, nowMs }) => jsonReply(await createSchedule(caller, body, nowMs), 201),
);
