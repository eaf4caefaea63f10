// What is simply true of a run: each field from its best-ranked witness that knows it.
import type { Evidence } from '#lib/domain/evidence.ts';
import type { Run } from '#lib/domain/run.ts';

type Facts = Pick<
  Run,
  | 'environment'
  | 'source'
  | 'system'
  | 'queue'
  | 'job'
  | 'jobId'
  | 'maxAttempts'
  | 'version'
  | 'tenant'
  | 'schedule'
  | 'priority'
  | 'correlation'
>;

/** `ranked`: the evidence sorted by `compareWitness`, best first. One pass: this runs for every run at every change. */
export function deriveFacts(ranked: readonly Evidence[]): Facts {
  const facts: Facts = {
    environment: '',
    source: '',
    system: '',
    queue: '',
    job: null,
    jobId: null,
    maxAttempts: null,
    version: null,
    tenant: null,
    schedule: null,
    priority: null,
    correlation: null,
  };
  const worker = workerOf(ranked);
  facts.queue = worker?.queue ?? '';
  facts.job = worker?.facts?.job ?? null;
  let runId: string | null = null;
  for (const item of ranked) {
    facts.environment ||= item.environment;
    facts.source ||= item.source;
    facts.system ||= item.system;
    facts.queue ||= item.queue;
    facts.jobId ??= item.names.jobId ?? null;
    runId ??= item.names.runId ?? null;
    const told = item.facts;
    facts.schedule ??= told?.schedule ?? item.names.slot?.schedule ?? null;
    if (!told) continue;
    facts.job ??= told.job ?? null;
    facts.maxAttempts ??= told.maxAttempts ?? null;
    facts.version ??= told.version ?? null;
    facts.tenant ??= told.tenant ?? null;
    facts.priority ??= told.priority ?? null;
    // The correlation that the user set on purpose wins over one that was worked out, whoever tells it.
    const { correlation } = told;
    if (correlation && (facts.correlation === null || correlation.rank < facts.correlation.rank)) {
      facts.correlation = correlation;
    }
  }
  facts.jobId ??= runId;
  return facts;
}

/** Of equally good witnesses the one that worked at the run knows what it was: who published it may know only where that was sent. */
function workerOf(ranked: readonly Evidence[]): Evidence | undefined {
  const best = ranked[0];
  for (const item of ranked) {
    if (item.fidelity !== best?.fidelity || item.atClock !== best.atClock) return undefined;
    if (item.kind === 'attempt') return item;
  }
  return undefined;
}
