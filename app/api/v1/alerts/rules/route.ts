import { createRule, listRules } from '#lib/api/alerts/rules.ts';
import { ruleInput, ruleQuery } from '#lib/contracts/alert-rule.ts';
import { jsonReply, route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

const path = '/api/v1/alerts/rules';

export const GET = route({ path, method: 'GET', query: ruleQuery }, (caller, { query }) =>
  listRules(caller, query.self),
);

export const POST = route({ path, method: 'POST', body: ruleInput }, async (caller, { body }) =>
  jsonReply(await createRule(caller, body), 201),
);
