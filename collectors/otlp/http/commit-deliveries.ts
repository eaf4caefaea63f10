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
  const byId = new Map<string, Delivery>();
  for (const delivery of deliveries) {
    const name = delivery.id.toString('hex');
    if (!byId.has(name)) byId.set(name, delivery);
  }
  // Repeats are rare: the ledger is asked only after it refused one.
  let known = new Set<string>();
  for (;;) {
    try {
      return await commitUnknown(pool, deliveries, byId, known);
    } catch (error) {
      if (!(error instanceof LedgerRace)) throw error;
      known = await selectKnownRequests(
        pool,
        [...byId.values()].map(({ id }) => id),
      );
    }
  }
}

async function commitUnknown(
  pool: Pool,
  deliveries: readonly Delivery[],
  byId: ReadonlyMap<string, Delivery>,
  known: ReadonlySet<string>,
): Promise<Stored[]> {
  const fresh = [...byId].filter(([name]) => !known.has(name)).map(([, delivery]) => delivery);
  const quarantined = fresh.length > 0 ? await store(pool, fresh) : [];
  const asideOf = new Map(fresh.map((delivery, i) => [delivery, quarantined[i] ?? 0]));
  return deliveries.map((delivery) => {
    const records = recordsOf(delivery);
    const aside = asideOf.get(delivery);
    return aside === undefined
      ? { stored: 0, duplicate: records, quarantined: 0 }
      : { stored: records - aside, duplicate: 0, quarantined: aside };
  });
}

async function store(pool: Pool, deliveries: readonly Delivery[]): Promise<number[]> {
  const { quarantined } = await commitIngest(pool, {
    ledgerIds: deliveries.map(({ id }) => id),
    requests: deliveries.map(({ request }) => request),
  });
  return quarantined;
}
