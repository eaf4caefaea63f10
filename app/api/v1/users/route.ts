import { createUser, listUsers } from '#lib/api/users.ts';
import { pageQuery } from '#lib/contracts/page.ts';
import { userInput } from '#lib/contracts/user.ts';
import { jsonReply, route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/users';

export const GET = route({ path, method: 'GET', query: pageQuery }, (caller, { query }) => listUsers(caller, query));

export const POST = route({ path, method: 'POST', body: userInput }, async (caller, { body }) =>
  jsonReply(await createUser(caller, body), 201),
);
