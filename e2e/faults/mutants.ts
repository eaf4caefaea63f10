// Faults that our own product could have, for checks that must find them.
import type { Mutant } from './mutant.ts';

export const ackBeforeCommit: Mutant = {
  does: 'acknowledges before the commit',
  figure: 'lost',
  file: 'collectors/otlp/http/commit-group.ts',
  find: 'const waiting = { delivery, resolve, reject };',
  replace:
    'const waiting = { delivery, resolve() {}, reject() {} }; resolve({ stored: 1, duplicate: 0, quarantined: 0 });',
};

export const forgetfulLedger: Mutant = {
  does: 'forgets which requests it has stored',
  figure: 'spanDup',
  file: 'collectors/otlp/http/commit-deliveries.ts',
  find: 'ledgerIds: deliveries.map(({ id }) => id)',
  replace: 'ledgerIds: deliveries.map(() => globalThis.crypto.getRandomValues(Buffer.alloc(16)))',
};

export const ackWithoutSpool: Mutant = {
  does: 'acknowledges what it keeps in memory while Postgres is away',
  figure: 'lost',
  file: 'collectors/otlp/http/spooled-store.ts',
  find: 'await spool.append(entry);',
  replace: 'void spool; setTimeout(() => this.add(delivery).catch(() => {}), 2_000);',
};
