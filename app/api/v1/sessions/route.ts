import { listSessions } from '#lib/api/sessions.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/sessions', method: 'GET' }, (caller, { request }) =>
  listSessions(caller, request.headers),
);
