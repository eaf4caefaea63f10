// Faults that alerting could have, for checks that must find them.
import type { Mutant } from './mutant.ts';

export const markBeforeSend: Mutant = {
  does: 'marks notices as delivered before it sends them',
  figure: 'missing',
  file: 'lib/notify/deliver.ts',
  find: 'const answer = await sendNotice(notice,',
  replace: 'await markDelivered(pool, notice.id, 200); await sleep(2_000); const answer = await sendNotice(notice,',
};

export const noFence: Mutant = {
  does: 'writes evaluations without the fence of its lease',
  figure: 'staleWrites',
  file: 'lib/alerts/evaluate-rule.ts',
  find: 'await fence(client, [lease]);',
  replace: 'void fence;',
};

export const newIdEachTry: Mutant = {
  does: 'sends every try under an id of its own',
  figure: 'dupAfterDedup',
  file: 'lib/notify/shapes/webhook.ts',
  find: "'webhook-id': id,",
  replace: "'webhook-id': id + '-' + nowMs,",
};
