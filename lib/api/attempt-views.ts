import type { AttemptView } from '#lib/contracts/run.ts';
import type { Attempt } from '#lib/domain/run.ts';
import { isoOfUs } from './span-views.ts';

/** Attempts in the contract's shape. Pure. */
export function attemptViews(attempts: readonly Attempt[]): AttemptView[] {
  return attempts.map(({ startedAt, finishedAt, durationUs, error, ...attempt }) => ({
    ...attempt,
    startedAt: startedAt === null ? null : isoOfUs(startedAt),
    finishedAt: finishedAt === null ? null : isoOfUs(finishedAt),
    error: error && { ...error, stack: error.stack ?? null },
    durationMs: durationUs === null ? null : durationUs / 1000,
  }));
}
