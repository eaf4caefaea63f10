// Which workflows of a repository run by schedule, looked up again every few minutes: what has not changed costs nothing of the limit.
import { AppError } from '#lib/errors.ts';
import type { GitHubApi } from './api.ts';
import { workflowsPage } from './shapes.ts';
import { fileOf } from './to-evidence.ts';
import { cronsIn, type ScheduledWorkflow, type WorkflowCron } from './workflow-schedules.ts';

/** Switched off by people on purpose, or gone. One that GitHub switched off, as nothing happened for 60 days, is still expected to run. */
const offStates = new Set(['deleted', 'disabled_manually', 'disabled_fork']);
const askAgainMs = 300_000;
const filesAtOnce = 4;

interface Kept {
  askedMs: number;
  etag: string | null;
  listed: { name: string; path: string; state: string }[];
  scheduled: ScheduledWorkflow[];
}

export class WorkflowBook {
  readonly #api: GitHubApi;
  readonly #kept = new Map<string, Kept>();
  /** By repository and path. `crons` null = not readable. */
  readonly #files = new Map<string, { etag: string | null; crons: WorkflowCron[] | null }>();

  constructor(api: GitHubApi) {
    this.#api = api;
  }

  /** Throws as `GitHubApi.get`. */
  async scheduled(repository: string, signal: AbortSignal): Promise<ScheduledWorkflow[]> {
    const known = this.#kept.get(repository);
    if (known && Date.now() - known.askedMs < askAgainMs) return known.scheduled;
    const path = `/repos/${repository}/actions/workflows?per_page=100`;
    const found = await this.#api.get(path, { etag: known?.etag, signal });
    const listed = known && !found.isChanged ? known.listed : workflowsPage.parse(found.body).workflows;
    const live = listed.filter((one) => !offStates.has(one.state) && fileOf(one.path).startsWith('.github/'));
    const scheduled: ScheduledWorkflow[] = [];
    for (let from = 0; from < live.length; from += filesAtOnce) {
      const some = live.slice(from, from + filesAtOnce);
      const crons = await Promise.all(some.map((one) => this.#cronsOf(repository, fileOf(one.path), signal)));
      some.forEach(({ name, path: file }, index) => {
        const own = crons[index] ?? null;
        if (own === null || own.length > 0) scheduled.push({ name, path: fileOf(file), crons: own });
      });
    }
    this.#kept.set(repository, { askedMs: Date.now(), etag: found.etag, listed, scheduled });
    return scheduled;
  }

  /** What people should know of a repository that was asked for, in words. */
  faults(repository: string): string[] {
    const known = this.#kept.get(repository);
    if (!known) return [];
    const asleep = known.listed.filter(({ state }) => state === 'disabled_inactivity').map(({ name }) => name);
    const isUnread = known.scheduled.some(({ crons }) => crons === null);
    return [
      ...(asleep.length > 0
        ? [
            `${repository}: GitHub switched off ${asleep.join(', ')}, as nothing happened for 60 days. Enable them again under Actions.`,
          ]
        : []),
      ...(isUnread
        ? [
            `${repository}: the token may not read workflow files, so that nobody knows when they are due: give it Contents: read.`,
          ]
        : []),
    ];
  }

  async #cronsOf(repository: string, file: string, signal: AbortSignal): Promise<WorkflowCron[] | null> {
    const key = `${repository} ${file}`;
    const known = this.#files.get(key);
    const path = `/repos/${repository}/contents/${file.split('/').map(encodeURIComponent).join('/')}`;
    try {
      const found = await this.#api.get(path, { etag: known?.etag, isRaw: true, signal });
      if (known && !found.isChanged) return known.crons;
      const crons = cronsIn(String(found.body));
      this.#files.set(key, { etag: found.etag, crons });
      return crons;
    } catch (error) {
      // Refused, or not on the default branch. Limits and outages are the source's fault as a whole.
      if (error instanceof AppError && (error.code === 'forbidden' || error.code === 'not_found')) return null;
      throw error;
    }
  }
}
