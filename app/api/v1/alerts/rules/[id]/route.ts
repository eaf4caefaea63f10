import * as z from 'zod';
import { changeRule, getRule, removeRule } from '#lib/api/alerts/rules.ts';
import { rulePatch } from '#lib/contracts/alert-rule.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/alerts/rules/[id]';
const params = z.object({ id: z.string() });

export const GET = route({ path, method: 'GET', params }, (caller, { params }) => getRule(caller, params.id));

export const PATCH = route({ path, method: 'PATCH', params, body: rulePatch }, (caller, { params, body, nowMs }) =>
  changeRule(caller, params.id, body, nowMs),
);

export const DELETE = route({ path, method: 'DELETE', params }, (caller, { params, nowMs }) =>
  removeRule(caller, params.id, nowMs),
);
