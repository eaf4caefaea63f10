// F13: the same batch three times at once, as after a time-out. Stored once, counted once.
import type { Fault } from './fault.ts';
import { type Ledger, requestOf, send } from './ledger-sender.ts';
import { isClean, judge } from './oracle.ts';

export const sameBatch: Fault = {
  id: 'F13',
  what: 'the same batch three times at once',
  async run(product) {
    const run = 'f13';
    const ledger: Ledger = { acked: new Set(), requests: 0 };
    for (let batch = 0; batch < 50; batch++) {
      const ids = Array.from({ length: 20 }, (_, index) => `${batch}-${index}`);
      const body = requestOf(run, ids, Date.now());
      const answers = await Promise.all([1, 2, 3].map(() => send(product.otlpUrl, body)));
      ledger.requests += answers.length;
      if (answers.some(Boolean)) for (const id of ids) ledger.acked.add(id);
    }
    const verdict = await judge(product, run, ledger);
    return { ...verdict, pass: isClean(verdict) && ledger.acked.size === 1_000 };
  },
};
