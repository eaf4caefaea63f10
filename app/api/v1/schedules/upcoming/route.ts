import { upcomingOfAll } from '#lib/api/list-schedules.ts';
import { upcomingQuery } from '#lib/contracts/schedule.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/schedules/upcoming', method: 'GET', query: upcomingQuery },
  (caller, { query, nowMs }) => upcomingOfAll(caller, query, nowMs),
);
