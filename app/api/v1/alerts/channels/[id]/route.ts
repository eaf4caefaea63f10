import * as z from 'zod';
import { changeChannel, removeChannel } from '#lib/api/alerts/channels.ts';
import { channelChange } from '#lib/contracts/alert-channel.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/alerts/channels/[id]';
const params = z.object({ id: z.string() });

export const PATCH = route({ path, method: 'PATCH', params, body: channelChange }, (caller, { params, body }) =>
  changeChannel(caller, params.id, body),
);

export const DELETE = route({ path, method: 'DELETE', params }, (caller, { params }) =>
  removeChannel(caller, params.id),
);
