import { selectKnownRequests } from '#lib/db/ledger/select-known.ts';
import type { Pool } from '#lib/db/pool.ts';
import { commitIngest, LedgerRace } from '#lib/ingest/commit-ingest.ts';
import type { Delivery } from './commit-group.ts';
import { recordsOf, type Stored } from './stored.ts';

/**
 * One transaction for all that was not committed before; tells what became of each delivery, in their order. Requests repeated within the
 * group are taken once. Throws the database's error when nothing was stored.
 */
export async function commitDeliveries(pool: Pool, deliveries: readonly Delivery[]): Promise<Stored[]> {
  for (;;) {
    try {
      return await commitUnknown(pool, deliveries);
    } catch (error) {
      // Another transaction was faster with one of them; the ledger knows it now.
      if (!(error instanceof LedgerRace)) throw error;
    }
  }
}

async function commitUnknown(pool: Pool, deliveries: readonly Delivery[]): Promise<Stored[]> {
  const byId = new Map<string, Delivery>();
  for (const delivery of deliveries) {
    const name = delivery.id.toString('hex');
    if (!byId.has(name)) byId.set(name, delivery);
  }
  const known = await selectKnownRequests(
    pool,
    [...byId.values()].map(({ id }) => id),
  );
  const fresh = [...byId].filter(([name]) => !known.has(name)).map(([, delivery]) => delivery);
  if (fresh.length > 0) {
    await commitIngest(pool, {
      ledgerIds: fresh.map(({ id }) => id),
      evidence: fresh.flatMap(({ evidence }) => evidence),
      spans: fresh.flatMap(({ spans }) => spans),
      logs: fresh.flatMap(({ logs }) => logs),
    });
  }
  const isFresh = new Set(fresh);
  return deliveries.map((delivery) => {
    const records = recordsOf(delivery);
    return isFresh.has(delivery)
      ? { stored: records, duplicate: 0, quarantined: 0 }
      : { stored: 0, duplicate: records, quarantined: 0 };
  });
}
