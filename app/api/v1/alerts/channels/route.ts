import { createChannel, listChannels } from '#lib/api/alerts/channels.ts';
import { channelInput } from '#lib/contracts/alert-channel.ts';
import { jsonReply, route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/alerts/channels';

export const GET = route({ path, method: 'GET' }, (caller) => listChannels(caller));

export const POST = route({ path, method: 'POST', body: channelInput }, async (caller, { body }) =>
  jsonReply(await createChannel(caller, body), 201),
);
