import { publicUrl } from '#lib/auth/public-url.ts';
import { openapi } from '#lib/http/openapi.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/openapi.json', method: 'GET' }, async () => openapi(publicUrl()));
