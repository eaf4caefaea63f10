// The schedules of a workflow: `on.schedule` of its file, which GitHub's API does not tell. Pure.
import { Cron } from 'croner';
import { parse } from 'yaml';
import type { ScheduleFact } from '#lib/collector.ts';

export interface WorkflowCron {
  cron: string;
  /** IANA name; null = UTC. */
  timeZone: string | null;
}

export interface ScheduledWorkflow {
  name: string;
  /** Of its file in the repository. */
  path: string;
  /** null = its file may not be read. */
  crons: WorkflowCron[] | null;
}

/** `on.schedule` of a workflow's file; none for a file that nobody can read, which GitHub does not run either. */
export function cronsIn(text: string): WorkflowCron[] {
  let file: unknown;
  try {
    // YAML 1.2: `on` is a word, not true.
    file = parse(text);
  } catch {
    return [];
  }
  const on = (file as { on?: unknown } | null)?.on;
  const list = (on as { schedule?: unknown } | null)?.schedule;
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: { cron?: unknown; timezone?: unknown } | null) =>
    typeof one?.cron === 'string'
      ? [{ cron: one.cron.trim(), timeZone: typeof one.timezone === 'string' ? one.timezone : null }]
      : [],
  );
}

/** A workflow with several expressions is several schedules. */
const nameOf = ({ name }: ScheduledWorkflow, { cron }: WorkflowCron, count: number): string =>
  count > 1 ? `${name} (${cron})` : name;

export function schedulesOf(workflow: ScheduledWorkflow, repository: string): ScheduleFact[] {
  const common = { queue: repository, job: workflow.name, everyMs: null, nextDueAt: null };
  const { crons } = workflow;
  if (crons === null) return [{ ...common, name: workflow.name, expression: null, timeZone: null }];
  return crons.map((one) => ({
    ...common,
    name: nameOf(workflow, one, crons.length),
    expression: one.cron,
    timeZone: one.timeZone ?? 'UTC',
  }));
}

/** GitHub's clock and ours may differ, and a run may be made a little before its time. */
const earlyMs = 30_000;

/** Which schedule made a run of `createdMs`; of several, the one that came due last before it. GitHub does not say which it was. */
export function scheduleOf(workflow: ScheduledWorkflow, createdMs: number): { name: string; isCertain: boolean } {
  const crons = workflow.crons ?? [];
  if (crons.length <= 1) return { name: workflow.name, isCertain: true };
  let best = { name: workflow.name, dueMs: Number.NEGATIVE_INFINITY };
  for (const one of crons) {
    const dueMs = lastDue(one, createdMs + earlyMs);
    if (dueMs !== null && dueMs > best.dueMs) best = { name: nameOf(workflow, one, crons.length), dueMs };
  }
  return { name: best.name, isCertain: false };
}

function lastDue({ cron, timeZone }: WorkflowCron, beforeMs: number): number | null {
  try {
    const [last] = new Cron(cron, { timezone: timeZone ?? 'UTC' }).previousRuns(1, new Date(beforeMs));
    return last?.getTime() ?? null;
  } catch {
    return null;
  }
}
