import * as z from 'zod';
import { changeSource, getSource, removeSource } from '#lib/api/sources.ts';
import { sourceChange } from '#lib/contracts/source.ts';
import { route } from '#lib/http/route.ts';
import { manifests } from '../manifests.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/sources/[id]';
const params = z.object({ id: z.string() });

export const GET = route({ path, method: 'GET', params }, (caller, { params, nowMs }) =>
  getSource(caller, params.id, manifests, nowMs),
);

export const PATCH = route({ path, method: 'PATCH', params, body: sourceChange }, (caller, { params, body, nowMs }) =>
  changeSource(caller, params.id, body, manifests, nowMs),
);

export const DELETE = route({ path, method: 'DELETE', params }, (caller, { params }) =>
  removeSource(caller, params.id),
);
