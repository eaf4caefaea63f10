// A check-in → evidence about the run it tells of, and its output as a log record of that run's trace. Pure.
import { hash } from 'node:crypto';
import type { Evidence, Micros, RunError, SpanRef } from '#lib/domain/evidence.ts';
import type { LogRow } from '#lib/ingest/span-row.ts';
import type { CheckIn } from './read-check-in.ts';

export const checkInSystem = 'check-in';

/** Whose token it is. */
export interface CheckInSchedule {
  id: string;
  environment: string;
  name: string;
  /** null = a queue of its own, by its name. */
  queue: string | null;
}

const severity = { info: 9, error: 17 };
const messageLength = 300;

/** `rid` as told, or given here. `at`: when it came, by our clock. */
export function checkInToRows(
  said: CheckIn & { rid: string },
  schedule: CheckInSchedule,
  output: string,
  at: Micros,
): { evidence: Evidence[]; logs: LogRow[] } {
  const { environment, name, queue } = schedule;
  const runId = `${checkInSystem}:${schedule.id}:${said.rid}`;
  const spanRef = spanOf(environment, runId, said.parent);
  const item: Omit<Evidence, 'id' | 'kind'> = {
    environment,
    source: checkInSystem,
    system: checkInSystem,
    queue: queue ?? name,
    names: { runId },
    at,
    atClock: 'us',
    observedAt: at,
    fidelity: 'reported',
    spanRef,
    ...(said.worker === null ? {} : { worker: said.worker }),
    ...(said.parent === null ? {} : { edges: [{ kind: 'parent', to: { span: said.parent } }] }),
    facts: {
      job: name,
      schedule: name,
      maxAttempts: 1,
      ...(said.version === null ? {} : { version: said.version }),
      ...(said.correlationId === null ? {} : { correlation: { id: said.correlationId, rank: 1, via: 'check-in' } }),
    },
  };
  const told = (what: string, over: Pick<Evidence, 'kind'> & Partial<Evidence>): Evidence => ({
    ...item,
    id: `${runId}:${what}`,
    ...over,
  });
  return { evidence: evidenceOf(said, output, at, told), logs: logsOf(said, schedule, output, at, spanRef) };
}

type Tell = (what: string, over: Pick<Evidence, 'kind'> & Partial<Evidence>) => Evidence;

function evidenceOf(said: CheckIn, output: string, at: Micros, told: Tell): Evidence[] {
  const { phase, durationMs } = said;
  if (phase === 'start') return [told('start', { kind: 'started', attempt: 1 })];
  if (phase === 'log') return [told('log', { kind: 'facts' })];
  if (phase === 'skip') return [told('skip', { kind: 'discarded' })];
  const end = told(phase, {
    kind: 'ended',
    attempt: 1,
    outcome: phase === 'success' ? 'succeeded' : 'failed',
    isFinal: true,
    ...(phase === 'fail' ? { error: errorOf(said, output) } : {}),
  });
  if (durationMs === null) return [end];
  // Its start may not have reached us; of two, the one that was reported counts.
  const startedAt = at - Math.round(durationMs * 1000);
  return [told('begun', { kind: 'started', attempt: 1, at: startedAt, fidelity: 'derived' }), end];
}

/** Grouped by how it ended; the last line says what is behind it. */
function errorOf({ exitCode, signal }: CheckIn, output: string): RunError {
  const type = signal !== null ? signal : exitCode !== null ? `exit code ${exitCode}` : 'failed';
  const lastLine = output.trimEnd().split('\n').at(-1)?.trim() ?? '';
  const message = lastLine === '' ? `The job ended with ${type === 'failed' ? 'a failure' : type}.` : lastLine;
  return { type, message: message.slice(-messageLength), ...(output === '' ? {} : { stack: output }) };
}

/** The run's own span: in the sender's trace where it has one, else in a trace of its own that all its check-ins agree on. */
function spanOf(environment: string, runId: string, parent: SpanRef | null): SpanRef {
  const own = hash('sha256', `${environment}\0${runId}`);
  return { traceId: parent?.traceId ?? own.slice(0, 32), spanId: own.slice(32, 48) };
}

function logsOf(said: CheckIn, schedule: CheckInSchedule, output: string, at: Micros, span: SpanRef): LogRow[] {
  if (output === '') return [];
  return [
    {
      at,
      ...span,
      severity: said.phase === 'fail' ? severity.error : severity.info,
      body: output,
      attributes: { 'check-in.phase': said.phase },
      cut: null,
      scope: { name: checkInSystem, version: '' },
      resource: { attributes: {}, service: schedule.name, environment: schedule.environment },
    },
  ];
}
