// Faults that our own product could have, for checks that must find them.
import type { Mutant } from './mutant.ts';

export const ackBeforeCommit: Mutant = {
  does: 'acknowledges before the commit',
  file: 'collectors/otlp/http/commit-group.ts',
  find: 'this.#waiting.push({ delivery, resolve, reject });',
  replace: 'this.#waiting.push({ delivery, resolve() {}, reject() {} }); resolve();',
};

export const forgetfulLedger: Mutant = {
  does: 'forgets which requests it has stored',
  file: 'collectors/otlp/door.ts',
  find: 'fresh.map(({ id }) => id)',
  replace: 'fresh.map(() => globalThis.crypto.getRandomValues(Buffer.alloc(16)))',
};
