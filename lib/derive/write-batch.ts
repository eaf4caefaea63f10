// What a plan changes is written in bulk, in the transaction that deleted its inbox rows. Deltas are taken from stored columns, old against
// new, row by row as written: sums stay exact whatever `derive` learns later.
import { repointAliases } from '#lib/db/alias/write-aliases.ts';
import { type AttemptWrite, insertAttempts, trimAttempts, upsertAttempts } from '#lib/db/attempt/write-attempts.ts';
import { type CopyRows, copyInto } from '#lib/db/copy-binary.ts';
import type { DimCache } from '#lib/db/dim/dim-cache.ts';
import { deleteEdges, type EdgeWrite, insertEdges, mergeEdges } from '#lib/db/edge/write-edges.ts';
import { type ErrorSeen, mergeErrorGroups } from '#lib/db/error-group/merge-error-groups.ts';
import type { Client } from '#lib/db/pool.ts';
import type { QueueIds } from '#lib/db/queue/queue-ids.ts';
import { encodeRollups, rollupColumns } from '#lib/db/rollup/rollup-columns.ts';
import { isKeptAt } from '#lib/db/rollup/rollup-keep.ts';
import { placeOfNew } from '#lib/db/run/run-place.ts';
import { noteReach, type Reaches, writeReaches } from '#lib/db/run/run-reach.ts';
import { encodeRun, insertRuns, type RunWrite, redirectRuns, updateRuns } from '#lib/db/run/write-runs.ts';
import { edgesToStore } from '#lib/derive/edges-to-store.ts';
import { type ChangedRun, deriveChanged, type Plan } from '#lib/derive/plan-batch.ts';
import type { RunBook } from '#lib/derive/run-book.ts';
import type { RunRow } from '#lib/derive/run-row.ts';
import {
  type AttemptColumns,
  attemptKey,
  type RunColumns,
  requireWords,
  viewAttempts,
  viewRun,
  wordsOfRun,
} from '#lib/derive/view-run.ts';
import { writeNames } from '#lib/derive/write-names.ts';
import { aliasesOf } from '#lib/domain/alias.ts';
import { BatchDeltas, type Standing } from '#lib/domain/batch-deltas.ts';
import type { StoredAttempt, StoredRun } from '#lib/domain/contribution.ts';
import { inTraceBit, plainBit } from '#lib/domain/fidelity.ts';
import { packEvidenceInRow } from '#lib/domain/pack-evidence.ts';

export interface WriteContext {
  client: Client;
  book: RunBook;
  dims: DimCache;
  queues: QueueIds;
  nowUs: number;
}

export interface Written {
  changed: ChangedRun[];
  /** What went into rollups, in ms. */
  upkeepMs: number;
}

/** Writes all that follows from `plan` and brings the book in line with it. Returns what changed. */
export async function writeBatch(context: WriteContext, plan: Plan): Promise<Written> {
  const { client, book, dims, queues, nowUs } = context;
  const deltas = new BatchDeltas();
  const merged = plan.merged.map((row) => ({ id: row.id, into: book.resolve(row.id) }));
  for (const row of plan.merged) deltas.change(standingOf(row), null);
  await repointAliases(
    client,
    plan.merged.flatMap((row) =>
      aliasHashesOf(row.items).map((alias) => ({ alias, from: row.id, to: book.resolve(row.id) })),
    ),
  );
  await redirectRuns(client, merged);
  const writes = noWrites();
  // Runs are derived while Postgres is busy with the names and with the runs before them; in the order of their ids, as their index is.
  const changed: ChangedRun[] = [];
  const naming = writeNames(client, plan, nowUs);
  await insertRuns(client, naming, async function* (rows) {
    for (let from = 0; from < plan.touched.length; from += pieceRuns) {
      const piece = deriveChanged(plan.touched.slice(from, from + pieceRuns));
      await requireWords(
        piece.map((c) => c.run),
        dims,
        queues,
      );
      collect(context, piece, deltas, writes, rows);
      for (const one of piece) changed.push(one);
      yield;
    }
  });
  await updateRuns(client, writes.runs);
  await writeReaches(client, writes.reaches);
  await trimAttempts(client, writes.trims);
  await insertAttempts(client, writes.newAttempts);
  await upsertAttempts(client, writes.attempts);
  await deleteEdges(client, writes.cut);
  await insertEdges(client, writes.newEdges);
  await mergeEdges(client, writes.edges);
  const rollupsAt = performance.now();
  const rows = deltas.rows(isKeptAt(nowUs));
  await copyInto(client, `rollup_delta (${rollupColumns})`, encodeRollups(rows, rows.length));
  const upkeepMs = deltas.spentMs + performance.now() - rollupsAt;
  await mergeErrorGroups(client, [...writes.errors.values()]);
  return { changed, upkeepMs };
}

interface Writes {
  /** Known runs. */
  runs: RunWrite[];
  reaches: Reaches;
  newAttempts: AttemptWrite[];
  attempts: AttemptWrite[];
  trims: { id: string; first: number; last: number }[];
  newEdges: EdgeWrite[];
  edges: EdgeWrite[];
  cut: string[];
  errors: Map<string, ErrorSeen>;
}

const noWrites = (): Writes => ({
  runs: [],
  reaches: new Map(),
  newAttempts: [],
  attempts: [],
  trims: [],
  newEdges: [],
  edges: [],
  cut: [],
  errors: new Map(),
});

const none: readonly AttemptColumns[] = [];

/** Runs between two pieces of rows: some 10 ms of work. */
const pieceRuns = 200;

/** Adds new runs to `fresh` and all else to `writes` and `deltas`, and brings the book in line. Words must have been required. */
function collect(
  { dims, queues, nowUs }: WriteContext,
  changed: readonly ChangedRun[],
  deltas: BatchDeltas,
  writes: Writes,
  fresh: CopyRows,
): void {
  for (const { row, items, run } of changed) {
    const isNew = row.stored === null;
    const columns = viewRun(run, items, row.isLate, dims, queues);
    const attempts = viewAttempts(run, dims);
    deltas.change(standingOf(row), { row: columns, attempts });
    row.revision++;
    const words = wordsOfRun(run, columns, dims, queues);
    const body = packEvidenceInRow(items, words);
    const write = {
      id: row.id,
      revision: row.revision,
      columns,
      evidence: body,
      place: placeOfNew(columns.finishedAt, nowUs),
    };
    if (isNew) encodeRun(fresh, write);
    else writes.runs.push(write);
    noteReach(writes.reaches, row.id, columns);

    const withRow = (columns.fidelity & plainBit) === 0 ? attempts : none;
    const keys = withRow.map(attemptKey);
    for (let i = 0; i < withRow.length; i++) {
      if (keys[i] === row.attemptKeys[i]) continue;
      const attempt = withRow[i] as AttemptColumns;
      (isNew ? writes.newAttempts : writes.attempts).push({
        runId: row.id,
        queueId: columns.queueId,
        jobId: columns.jobId,
        attempt,
      });
    }
    const first = withRow[0]?.number ?? 1;
    if (withRow.length < row.attemptRows || (row.attemptRows > 0 && first > 1)) {
      writes.trims.push({ id: row.id, first, last: withRow.at(-1)?.number ?? 0 });
    }

    const own = {
      traceId: columns.traceId,
      correlationId: columns.correlation?.id ?? null,
      isInTrace: (columns.fidelity & inTraceBit) !== 0,
    };
    const edges = edgesToStore(row, items, own);
    if (edges.areAnew) writes.cut.push(row.id);
    for (const edge of edges.edges) (isNew ? writes.newEdges : writes.edges).push({ runId: row.id, ...edge });
    noteErrors(writes.errors, columns, attempts);

    row.pack({ body, words });
    row.stored = storedRunOf(columns);
    row.attempts = attempts.map(storedAttemptOf);
    row.attemptKeys = keys;
    row.attemptRows = withRow.length;
    row.own = own;
    row.isCut = false;
  }
}

function noteErrors(errors: Map<string, ErrorSeen>, run: RunColumns, attempts: readonly AttemptColumns[]): void {
  if (run.error === null) return;
  const note = (fingerprint: string | null, error: RunColumns['error'], at: number): void => {
    if (fingerprint === null || error === null) return;
    const seen = errors.get(fingerprint);
    if (!seen) {
      errors.set(fingerprint, { fingerprint, type: error.type, message: error.message, firstAt: at, lastAt: at });
      return;
    }
    seen.firstAt = Math.min(seen.firstAt, at);
    seen.lastAt = Math.max(seen.lastAt, at);
  };
  note(run.fingerprint, run.error, run.finishedAt ?? run.startedAt ?? run.orderedAt);
  for (const a of attempts) note(a.fingerprint, a.error, a.finishedAt ?? a.startedAt ?? run.orderedAt);
}

/** What is remembered between batches: not its texts, nor its stacks. */
const storedRunOf = (columns: RunColumns): StoredRun => ({
  queueId: columns.queueId,
  jobId: columns.jobId,
  state: columns.state,
  enqueuedAt: columns.enqueuedAt,
  startedAt: columns.startedAt,
  finishedAt: columns.finishedAt,
  orderedAt: columns.orderedAt,
  waitUs: columns.waitUs,
  durationUs: columns.durationUs,
  totalUs: columns.totalUs,
  isLate: columns.isLate,
  isRedirect: columns.isRedirect,
});
const storedAttemptOf = ({ state, willRetry, finishedAt }: AttemptColumns): StoredAttempt => ({
  state,
  willRetry,
  finishedAt,
});

const standingOf = ({ stored, attempts }: RunRow): Standing | null => stored && { row: stored, attempts };

const aliasHashesOf = (items: ChangedRun['row']['items']): string[] => [
  ...new Set(items.flatMap((item) => aliasesOf(item).map((alias) => alias.hash))),
];
