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

export const ackWithoutSpool: Mutant = {
  does: 'acknowledges what it keeps in memory while Postgres is away',
  file: 'collectors/otlp/http/spooled-store.ts',
  find: 'await spool.append(entry);',
  replace: 'void spool; setTimeout(() => this.add(delivery).catch(() => {}), 2_000);',
};
