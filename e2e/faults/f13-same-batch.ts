// F13: the same batch three times at once, as after a time-out. Stored once, counted once.
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { Ledger } from './ledger.ts';
import { ask, requestOf } from './ledger-sender.ts';
import { forgetfulLedger } from './mutants.ts';
import { isClean, judge } from './oracle.ts';

const batches = isLong ? 500 : 100;
const size = 20;

export const sameBatch: Fault = {
  id: 'F13',
  what: 'the same batch three times at once',
  mutant: forgetfulLedger,
  async run(rig) {
    const run = 'f13';
    const ledger = new Ledger();
    for (let batch = 0; batch < batches; batch++) {
      const ids = Array.from({ length: size }, (_, index) => `${batch}-${index}`);
      const body = requestOf(run, ids, Date.now());
      const answers = await Promise.all([1, 2, 3].map(() => ask(rig.otlpUrl, body)));
      for (const answer of answers) ledger.note(ids, answer);
      // and once more when all of that is over
      if (batch % 5 === 0) ledger.note(ids, await ask(rig.otlpUrl, body));
    }
    const verdict = await judge(rig, run, ledger);
    return { ...verdict, codes: ledger.codesText, pass: isClean(verdict) && ledger.acked.size === batches * size };
  },
};
