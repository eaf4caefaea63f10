import { probeSource } from '#lib/api/probe-source.ts';
import { probeInput } from '#lib/contracts/source-probe.ts';
import { route } from '#lib/http/route.ts';
import { manifests } from '../manifests.ts';

export const dynamic = 'force-dynamic';

export const POST = route({ path: '/api/v1/sources/probe', method: 'POST', body: probeInput }, (caller, { body }) =>
  probeSource(caller, body, manifests),
);
