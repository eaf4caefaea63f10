import { createRule, listRules } from '#lib/api/alerts/rules.ts';
import { ruleInput } from '#lib/contracts/alert-rule.ts';
import { jsonReply, route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/alerts/rules';

export const GET = route({ path, method: 'GET' }, (caller) => listRules(caller));

export const POST = route({ path, method: 'POST', body: ruleInput }, async (caller, { body }) =>
  jsonReply(await createRule(caller, body), 201),
);
