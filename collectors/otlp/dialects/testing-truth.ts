// Whether the runs that evidence makes are those of the true answers, for tests: as many, and each what the truth says.
import type { RunTruth } from './capture/run-truth.ts';
import type { KnownRun } from './testing-fixtures.ts';

/** Clocks of programs under capture are read a little before or after what the library stamps, on a machine that may be busy. */
const nearMs = 250;
/** Sidekiq does not say when a job is due, only when its poller found it so: it looks every few seconds. */
const pollMs: Record<string, number> = { sidekiq: 15_000 };

/** What differs, one line each; nothing = all is true. `isApart`: spans came one by one, so what only neighbours tell may be missing. */
export function untruths(known: readonly KnownRun[], truths: readonly RunTruth[], isApart = false): string[] {
  const left = new Set(known);
  const found: string[] = [];
  for (const truth of truths) {
    const one = matching([...left], truth);
    const name = `${truth.system} ${truth.queue} ${truth.jobId ?? truth.job}`;
    if (!one) found.push(`${name}: no run`);
    else {
      left.delete(one);
      for (const [what, is, should] of differences(one, truth, isApart)) {
        found.push(`${name}: ${what} is ${JSON.stringify(is)}, should be ${JSON.stringify(should)}`);
      }
    }
  }
  for (const { run } of left) {
    // A schedule's next run was put aside already when the capture ended.
    if (run.schedule !== null && run.state === 'scheduled') continue;
    found.push(`${run.system} ${run.queue} ${run.jobId ?? run.job}: a run that never was`);
  }
  return found;
}

/** Of runs that share a name (ids are used again) the one nearest in time. */
function matching(known: readonly KnownRun[], truth: RunTruth): KnownRun | undefined {
  const about = truth.createdAtMs ?? truth.startedAtMs?.[0];
  const candidates = known.filter(
    ({ run }) =>
      run.system === truth.system &&
      run.queue === truth.queue &&
      (truth.jobId === undefined ? truth.job === null || run.job === truth.job : run.jobId === truth.jobId),
  );
  const distance = ({ run }: KnownRun): number =>
    about === undefined ? 0 : Math.abs((run.enqueuedAt ?? run.startedAt ?? 0) / 1000 - about);
  return candidates.sort((a, b) => distance(a) - distance(b))[0];
}

function differences({ run, items }: KnownRun, truth: RunTruth, isApart: boolean): [string, unknown, unknown][] {
  const all: [string, unknown, unknown][] = [];
  const same = (what: string, is: unknown, should: unknown): void => {
    if (JSON.stringify(is) !== JSON.stringify(should)) all.push([what, is, should]);
  };
  const near = (what: string, us: number | null, ms: number | undefined, toleranceMs = nearMs): void => {
    if (ms === undefined || (us === null && isApart)) return;
    if (us === null || Math.abs(us / 1000 - ms) > toleranceMs) all.push([what, us === null ? null : us / 1000, ms]);
  };
  same('job', run.job, truth.job);
  same('state', run.state, truth.stateSeen ?? truth.state);
  same(
    'attempts',
    run.attempts.map(({ state }) => state),
    truth.attemptsSeen ?? truth.attempts,
  );
  same('error', run.error?.message ?? null, truth.error);
  if (truth.schedule !== undefined) same('schedule', run.schedule, truth.schedule);
  if (truth.maxAttempts !== undefined) same('max attempts', run.maxAttempts, truth.maxAttempts);
  if (truth.correlation !== undefined && !isApart) same('correlation', run.correlation?.id, truth.correlation);
  near('created', run.enqueuedAt, truth.createdAtMs);
  near('due', run.dueAt, truth.dueAtMs, pollMs[truth.system]);
  truth.startedAtMs?.forEach((ms, i) => {
    near(`start of attempt ${i + 1}`, run.attempts[i]?.startedAt ?? null, ms);
  });
  const [started] = truth.startedAtMs ?? [];
  if (truth.createdAtMs !== undefined && started !== undefined && truth.attemptsSeen === undefined) {
    const dueMs = Math.max(truth.createdAtMs, truth.dueAtMs ?? 0);
    near('wait', run.waitUs, Math.max(0, started - dueMs), pollMs[truth.system]);
  }
  const parents = [
    ...new Set(
      items
        .flatMap((item) => item.edges ?? [])
        .flatMap(({ kind, to }) => {
          if (kind !== 'parent-job') return [];
          return 'job' in to ? [to.job.jobId] : 'runId' in to ? [to.runId] : [];
        }),
    ),
  ];
  if (truth.parent !== undefined && (parents.length > 0 || !isApart)) same('parent', parents, [truth.parent]);
  if (truth.parent === undefined) same('parent', parents, []);
  return all;
}
