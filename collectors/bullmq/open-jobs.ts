import type { OpenJob } from './follow-events.ts';

/** Job id → attempts made, running, birth: as kept in the cursor. */
export type StoredJobs = Record<string, [made: number, isRunning: 0 | 1, bornMs: number | null]>;

/** Jobs kept in the cursor: those whose attempts must be counted on. What has not begun can be looked up in its record. */
const mostStored = 500;
const mostRemembered = 50_000;

/** How far the jobs of one queue have come. The oldest are forgotten first. */
export class OpenJobs {
  #jobs: Map<string, OpenJob>;

  constructor(stored: StoredJobs = {}) {
    this.#jobs = new Map(
      Object.entries(stored).map(([id, [made, isRunning, born]]) => [id, { m: made, r: isRunning === 1, b: born }]),
    );
  }

  get all(): ReadonlyMap<string, OpenJob> {
    return this.#jobs;
  }

  replace(jobs: Map<string, OpenJob>): void {
    this.#jobs = jobs;
    for (const id of jobs.keys()) {
      if (jobs.size <= mostRemembered) break;
      jobs.delete(id);
    }
  }

  toStored(): StoredJobs {
    const begun = [...this.#jobs].filter(([, job]) => job.m > 0 || job.r).slice(-mostStored);
    return Object.fromEntries(begun.map(([id, job]) => [id, [job.m, job.r ? 1 : 0, job.b]]));
  }
}
