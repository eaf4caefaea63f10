import { importSchedules } from '#lib/api/schedules.ts';
import { scheduleImport } from '#lib/contracts/schedule.ts';
import { jsonReply, route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const POST = route(
  { path: '/api/v1/schedules/import', method: 'POST', body: scheduleImport },
  async (caller, { body, nowMs }) => jsonReply(await importSchedules(caller, body, nowMs), 201),
);
