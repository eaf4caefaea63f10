import * as z from 'zod';
import { changeUser, removeUser } from '#lib/api/users.ts';
import { userChange } from '#lib/contracts/user.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/users/[id]';
const params = z.object({ id: z.string().max(100) });

export const PATCH = route({ path, method: 'PATCH', params, body: userChange }, (caller, { params, body }) =>
  changeUser(caller, params.id, body),
);

export const DELETE = route({ path, method: 'DELETE', params }, (caller, { params }) => removeUser(caller, params.id));
