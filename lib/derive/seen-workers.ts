import type { DimCache } from '#lib/db/dim/dim-cache.ts';
import type { WorkerSeen } from '#lib/db/worker/merge-workers.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';

/** A worker's row is written again only when it was heard of this much later. */
const stepUs = 10_000_000;
const maxRemembered = 20_000;

/** When each worker was last heard of, by (environment, system, worker, queue). One per deriver. */
export class SeenWorkers {
  #written = new Map<string, Micros>();

  /** The rows to write after `evidence`; requires the words they need. */
  async due(evidence: readonly Evidence[], dims: DimCache): Promise<WorkerSeen[]> {
    const latest = new Map<string, Evidence>();
    for (const item of evidence) {
      if (item.worker === undefined) continue;
      const key = `${item.environment}\0${item.system}\0${item.worker}\0${item.queue}`;
      const written = this.#written.get(key);
      if (written !== undefined && item.at < written + stepUs) continue;
      const known = latest.get(key);
      if (!known || known.at < item.at) latest.set(key, item);
    }
    if (latest.size === 0) return [];
    const items = [...latest.values()];
    await dims.require('environment', new Set(items.map((i) => i.environment)));
    await dims.require('system', new Set(items.map((i) => i.system)));
    await dims.require('worker', new Set(items.map((i) => i.worker as string)));
    await dims.require('version', new Set(items.flatMap((i) => i.facts?.version ?? [])));
    if (this.#written.size > maxRemembered) this.#written.clear();
    const rows = new Map<string, WorkerSeen>();
    for (const [key, item] of latest) {
      this.#written.set(key, item.at);
      const row: WorkerSeen = {
        environmentId: dims.id('environment', item.environment),
        systemId: dims.id('system', item.system),
        workerId: dims.id('worker', item.worker as string),
        queue: item.queue,
        lastAt: item.at,
        versionId: item.facts?.version === undefined ? null : dims.id('version', item.facts.version),
      };
      // Two names may share the id of '(other)'; one statement must not touch a row twice.
      const rowKey = `${row.environmentId} ${row.systemId} ${row.workerId} ${row.queue}`;
      const same = rows.get(rowKey);
      if (!same || same.lastAt < row.lastAt) rows.set(rowKey, row);
    }
    return [...rows.values()];
  }

  /** After a failed batch: what was noted may not have been written. */
  forget(): void {
    this.#written.clear();
  }
}
