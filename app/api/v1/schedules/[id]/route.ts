import * as z from 'zod';
import { getSchedule } from '#lib/api/list-schedules.ts';
import { changeSchedule, removeSchedule } from '#lib/api/schedules.ts';
import { scheduleChange } from '#lib/contracts/schedule.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/schedules/[id]';
const params = z.object({ id: z.string() });

export const GET = route({ path, method: 'GET', params }, (caller, { params, nowMs }) =>
  getSchedule(caller, params.id, nowMs),
);

export const PATCH = route({ path, method: 'PATCH', params, body: scheduleChange }, (caller, { params, body, nowMs }) =>
  changeSchedule(caller, params.id, body, nowMs),
);

export const DELETE = route({ path, method: 'DELETE', params }, (caller, { params }) =>
  removeSchedule(caller, params.id),
);
