import type { Caller } from '#lib/auth/authorise.ts';
import type { EdgeView, RunDetail, RunSummary, TransitionView } from '#lib/contracts/run.ts';
import type { RunOutline } from '#lib/contracts/run-outline.ts';
import { selectLogs } from '#lib/db/log/select-logs.ts';
import { type EdgeRow, selectEdges, selectEdgesTo } from '#lib/db/run/select-edges.ts';
import { selectNeighbours } from '#lib/db/run/select-neighbours.ts';
import { selectRun } from '#lib/db/run/select-run.ts';
import { selectSiblings } from '#lib/db/run/select-siblings.ts';
import { selectSpanDetails } from '#lib/db/span/select-span-details.ts';
import { type SpanChoice, type SpanRow, selectSpanRows } from '#lib/db/span/select-span-rows.ts';
import { selectSpans } from '#lib/db/span/select-spans.ts';
import { edgeNodeOf } from '#lib/domain/alias.ts';
import { correlationWords } from '#lib/domain/correlation-words.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import { type Evidence, edgeKinds } from '#lib/domain/evidence.ts';
import { runNotes } from '#lib/domain/run-notes.ts';
import { transitionsOf } from '#lib/domain/transitions.ts';
import { AppError } from '#lib/errors.ts';
import { attemptViews } from './attempt-views.ts';
import { hasFailed, spanColumnsOf } from './span-columns.ts';
import { isoOfUs, logViewOf, spanViewOf } from './span-views.ts';

const maxEdges = 500;
/** A run of no more spans tells of them all with its outline: they are small. */
const fewSpans = 300;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function transitionViews(items: readonly Evidence[]): TransitionView[] {
  return transitionsOf(items).map(({ at, observedAt, error, ...step }) => ({
    ...step,
    at: isoOfUs(at),
    observedAt: isoOfUs(observedAt),
    error: error && { type: error.type, message: error.message },
  }));
}

const edgeView = (row: EdgeRow, direction: EdgeView['direction'], runId: string | null): EdgeView => ({
  kind: edgeKinds[row.kind] ?? 'trace',
  direction,
  target: row.target,
  runId,
});

/** The trace ids that a run's edges, attempts and own column name. */
function traceIdsOf(
  run: RunSummary,
  edges: readonly EdgeRow[],
  attempts: readonly { traceId: string | null }[],
): string[] {
  const ofEdges = edges
    .filter((edge) => edgeKinds[edge.kind] === 'trace' || edgeKinds[edge.kind] === 'attempt-span')
    .map((edge) => edge.target.slice(2, 34));
  const all = [run.traceId, ...attempts.map((attempt) => attempt.traceId), ...ofEdges];
  return [...new Set(all.filter((id) => id !== null))].slice(0, 20);
}

/** What the operator allowed of the payload, from the facts that carry it. */
function payloadOf(items: readonly Evidence[]): RunDetail['payload'] {
  return Object.assign({}, ...items.map((item) => item.facts?.payload ?? {}));
}

const priorityOf = (items: readonly Evidence[]): number | null =>
  items.find((item) => item.facts?.priority !== undefined)?.facts?.priority ?? null;

type Attempts = readonly { spanId: string | null }[];

/** What is asked of the spans, and comes into the answer. */
type ReadSpans<Spans> = (choice: SpanChoice, attempts: Attempts) => Promise<Spans>;

/** One run whole; ids of merged runs lead to the run they became. Throws `not_found`. */
export const getRun = (caller: Caller, id: string): Promise<RunDetail> =>
  readRun(caller, id, async (choice) => {
    const { spans, isCut } = await selectSpans(caller.pool, choice);
    return { spans: spans.map(spanViewOf), areSpansCut: isCut };
  });

/** The same for a timeline: of most spans only what is drawn. */
export const getRunOutline = (caller: Caller, id: string): Promise<RunOutline> =>
  readRun(caller, id, async (choice, attempts) => {
    const { rows, isCut } = await selectSpanRows(caller.pool, choice);
    const ids = new Set(attempts.map((attempt) => attempt.spanId));
    const isTold = (row: SpanRow) => rows.length <= fewSpans || ids.has(row.spanId);
    const asked = rows.filter((row) => isTold(row) || hasFailed(row));
    const details = new Map((await selectSpanDetails(caller.pool, asked)).map((one, index) => [asked[index], one]));
    return {
      spans: asked.filter(isTold).flatMap((row) => {
        const detail = details.get(row);
        return detail ? spanViewOf({ ...row, ...detail }) : [];
      }),
      spanColumns: spanColumnsOf(rows, (row) => details.get(row)?.statusMessage ?? null),
      areSpansCut: isCut,
    };
  });

async function readRun<Spans>(caller: Caller, id: string, readSpans: ReadSpans<Spans>) {
  const { pool } = caller;
  const found = uuid.test(id) ? await selectRun(pool, id, caller.environment) : null;
  if (!found) throw new AppError('not_found', 'There is no such run.');
  const { summary: run, evidence: items } = found;
  const view = deriveRun(items);
  const attempts = attemptViews(view.attempts);
  const [edges, siblings, neighbours] = await Promise.all([
    selectEdges(pool, [run.id], maxEdges),
    selectSiblings(pool, run),
    selectNeighbours(pool, run.id),
  ]);
  const ownNode = run.jobId
    ? edgeNodeOf(run.environment, { job: { system: run.system, queue: run.queue, jobId: run.jobId } })
    : null;
  const traceIds = traceIdsOf(run, edges, attempts);
  const options = { traceIds, environment: run.environment };
  const [spans, { logs }, incoming] = await Promise.all([
    readSpans(options, attempts),
    selectLogs(pool, options),
    selectEdgesTo(pool, ownNode ? [ownNode] : [], 100),
  ]);
  const { attempts: attemptCount, ...rest } = run;
  return {
    ...rest,
    attemptCount,
    attempts,
    transitions: transitionViews(items),
    edges: [
      ...edges.map((edge) => edgeView(edge, 'out', edgeKinds[edge.kind] === 'parent-job' ? run.parentRunId : null)),
      ...incoming.filter((edge) => edge.runId !== run.id).map((edge) => edgeView(edge, 'in', edge.runId)),
    ],
    ...spans,
    logs: logs.map(logViewOf),
    siblings,
    neighbours,
    correlation: view.correlation && { ...view.correlation, words: correlationWords(view.correlation) },
    notes: runNotes(view, items, Date.now() * 1000),
    priority: priorityOf(items),
    payload: payloadOf(items),
  };
}
