import type { Queryable } from '#lib/db/pool.ts';
import type { ChangedRun } from '#lib/derive/plan-batch.ts';

/** NOTIFY payloads must stay below 8000 bytes. */
const maxIds = 20;
const maxQueues = 200;

/** What the live stream hears of at commit, per environment: `{kind, environment, ids (at most 20), queueIds, count}`. */
export async function announce(client: Queryable, changed: readonly ChangedRun[]): Promise<void> {
  const byEnvironment = new Map<string, { ids: string[]; queueIds: Set<number>; count: number }>();
  for (const { row, run } of changed) {
    let entry = byEnvironment.get(run.environment);
    if (!entry) {
      entry = { ids: [], queueIds: new Set(), count: 0 };
      byEnvironment.set(run.environment, entry);
    }
    entry.count++;
    if (entry.ids.length < maxIds) entry.ids.push(row.id);
    if (row.stored && entry.queueIds.size < maxQueues) entry.queueIds.add(row.stored.queueId);
  }
  const payloads = [...byEnvironment].map(([environment, { ids, queueIds, count }]) =>
    JSON.stringify({ kind: 'run', environment, ids, queueIds: [...queueIds], count }),
  );
  if (payloads.length === 0) return;
  await client.query(`select pg_notify('signalbox_changes', p) from unnest($1::text[]) as p`, [payloads]);
}
