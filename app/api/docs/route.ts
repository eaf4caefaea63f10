import { publicUrl } from '#lib/auth/public-url.ts';
import { type Document, drawReference, referencePolicy } from '#lib/docs/draw-reference.ts';
import { openapi } from '#lib/http/openapi.ts';
import { type Handler, route } from '#lib/http/route.ts';
import { apiHeaders } from '#lib/http/security-headers.ts';

export const dynamic = 'force-dynamic';

const answer = route({ path: '/api/docs', method: 'GET' }, async () => {
  const html = drawReference(openapi(publicUrl()) as unknown as Document);
  const headers = {
    ...apiHeaders,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': referencePolicy,
  };
  return new Response(html, { headers });
});

/** As for pages: a browser that is not signed in is led to where it can be. */
export const GET: Handler = async (request, context) => {
  const response = await answer(request, context);
  const isPerson = request.headers.get('accept')?.includes('text/html') && !request.headers.has('authorization');
  if (response.status !== 401 || !isPerson) return response;
  return new Response(null, { status: 303, headers: { ...apiHeaders, location: '/sign-in?next=/api/docs' } });
};
