// How far a repository was read. Version 1; change its shape with a new version. Pure.
import type { WorkflowRun } from './shapes.ts';

export interface SeenRun {
  attempt: number;
  status: string;
  createdMs: number;
}

export interface RepositoryCursor {
  readMs: number;
  /** Pages of which all runs were told, as GitHub tagged them. */
  pages: Record<string, { etag: string; isLast: boolean }>;
  /** Runs that are still looked for, by id. */
  seen: Record<string, SeenRun>;
}

export interface GitHubCursor {
  v: 1;
  repositories: Record<string, RepositoryCursor>;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** A run may be started again, by hand, later than this; that is then not noticed. */
const lookBackMs = 6 * hourMs;
const firstLookBackMs = 7 * 24 * hourMs;
/** What GitHub lists may be some minutes behind. */
export const overlapMs = 10 * minuteMs;
/** No workflow runs for longer. https://docs.github.com/en/actions/reference/limits */
const longestRunMs = 35 * 24 * hourMs;

export const isOpen = ({ status }: Pick<SeenRun, 'status'>): boolean => status !== 'completed';

/** From when on runs are asked for. The same for an hour where nothing is open, so that GitHub can say that nothing has changed. */
export function sinceOf(known: RepositoryCursor | undefined, nowMs: number): number {
  if (!known) return nowMs - firstLookBackMs;
  const open = Object.values(known.seen).flatMap((run) => (isOpen(run) ? [run.createdMs - minuteMs] : []));
  const least = Math.min(nowMs - lookBackMs, known.readMs - overlapMs, ...open);
  return Math.max(Math.floor(least / hourMs) * hourMs, nowMs - longestRunMs);
}

export const seenOf = (run: WorkflowRun): SeenRun => ({
  attempt: run.run_attempt,
  status: run.status ?? '',
  createdMs: Date.parse(run.created_at),
});

/** Attempts of a run of which something is still to be told, the latest last. */
export function attemptsToTell(run: WorkflowRun, known: SeenRun | undefined): number[] {
  const latest = run.run_attempt;
  if (known && known.attempt === latest && known.status === (run.status ?? '')) return [];
  const first = known === undefined ? 1 : isOpen(known) || known.attempt === latest ? known.attempt : known.attempt + 1;
  const from = Math.max(Math.min(first, latest), latest - mostAttempts + 1);
  return Array.from({ length: latest - from + 1 }, (_, index) => from + index);
}

/** Of one run at once. */
const mostAttempts = 20;
