import * as z from 'zod';
import { showBadge, showJson, showPage, showShields } from '#lib/embed/show.ts';
import { publicRoute } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

/** The ending of the last part of the path says the format; without one it is the page for a frame. */
const formats = [
  ['.shields.json', showShields],
  ['.json', showJson],
  ['.svg', showBadge],
  ['', showPage],
] as const;

export const GET = publicRoute(
  { path: '/embed/v1/[name]', method: 'GET', params: z.object({ name: z.string().max(200) }) },
  ({ request, params: { name }, nowMs }) => {
    const [ending, show] = formats.find(([one]) => name.endsWith(one)) ?? formats[3];
    return show(request, name.slice(0, name.length - ending.length), nowMs);
  },
);
