import type { WorkerFact } from '#lib/collector.ts';
import { dimsOf } from '#lib/db/dim/dim-cache.ts';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { mergeWorkers } from './merge-workers.ts';

/** Stores when workers were last seen, as their backend tells. */
export async function upsertWorkers(
  pool: Pool,
  of: { environment: string; system: string },
  facts: readonly WorkerFact[],
): Promise<void> {
  if (facts.length === 0) return;
  const dims = dimsOf(pool);
  await dims.require('environment', new Set([of.environment]));
  await dims.require('system', new Set([of.system]));
  await dims.require('worker', new Set(facts.map((fact) => fact.name)));
  const rows = new Map(
    facts.map((fact) => {
      const workerId = dims.id('worker', fact.name);
      const queue = fact.queue ?? '';
      return [
        `${workerId} ${queue}`,
        {
          environmentId: dims.id('environment', of.environment),
          systemId: dims.id('system', of.system),
          workerId,
          queue,
          lastAt: fact.seenAt,
          versionId: null,
        },
      ] as const;
    }),
  );
  await inTransaction(pool, (client) => mergeWorkers(client, [...rows.values()]));
}
