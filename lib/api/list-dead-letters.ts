import * as z from 'zod';
import type { Caller } from '#lib/auth/authorise.ts';
import type { DeadLetter, DeadLetterList, DeadLetterQueue } from '#lib/contracts/dead-letter.ts';
import type { FilterQuery } from '#lib/contracts/filter.ts';
import type { PageQuery } from '#lib/contracts/page.ts';
import type { RunSummary } from '#lib/contracts/run.ts';
import type { Window } from '#lib/contracts/window.ts';
import { type ResolvedFilter, resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { selectQueues } from '#lib/db/queue/select-queues.ts';
import { oneBucketMs, selectRollup } from '#lib/db/rollup/select-rollup.ts';
import { selectRuns } from '#lib/db/run/select-runs.ts';
import { selectLatestSamples } from '#lib/db/sample/select-latest-samples.ts';
import { runStates } from '#lib/domain/run.ts';
import { readCursor, writeCursor } from '#lib/http/cursor.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { segmentsOf } from '#lib/stats/window-segments.ts';

const runCursor = z.object({ key: z.number(), id: z.uuid() });

function deadLetterOf(run: RunSummary, nowMs: number): DeadLetter {
  const { id, environment, source, system, queue, queueId, job, jobId, attempts, correlationId, error } = run;
  const deadAt = run.finishedAt;
  const ageMs = deadAt === null ? null : Math.max(0, nowMs - Date.parse(deadAt));
  const redrivable = false; // acting on a backend comes with the sources' own credentials for it
  return {
    runId: id,
    environment,
    source,
    system,
    queue,
    queueId,
    job,
    jobId,
    attempts,
    deadAt,
    ageMs,
    correlationId,
    error,
    redrivable,
  };
}

/** Per lane: what its backend holds as dead, and what died here in the window; lanes with neither are left out. */
async function deadQueues(
  caller: Caller,
  filter: ResolvedFilter,
  window: Window,
  nowMs: number,
): Promise<DeadLetterQueue[]> {
  const { pool } = caller;
  const { queueIds, jobIds } = filter;
  const segments = segmentsOf(window.fromMs, window.toMs, nowMs, jobIds !== null);
  const [lanes, latest, earlier, sums] = await Promise.all([
    selectQueues(pool, queueIds),
    selectLatestSamples(pool, queueIds, window.toMs),
    selectLatestSamples(pool, queueIds, window.fromMs),
    selectRollup(pool, { queueIds, jobIds, segments, bucketMs: oneBucketMs, isPerJob: false, histograms: [] }),
  ]);
  const now = new Map(latest.map((sample) => [sample.queueId, sample]));
  const before = new Map(earlier.map((sample) => [sample.queueId, sample]));
  const died = new Map(sums.map((sum) => [sum.queueId, sum.dead]));
  return lanes
    .map((lane) => {
      const sample = now.get(lane.id);
      const size = sample?.dead ?? null;
      const past = before.get(lane.id)?.dead ?? null;
      return {
        queueId: String(lane.id),
        environment: lane.environment,
        system: lane.system,
        queue: lane.name,
        size,
        growth: size === null || past === null ? null : size - past,
        died: died.get(lane.id) ?? 0,
        sampledAt: sample?.at.toISOString() ?? null,
      };
    })
    .filter((lane) => (lane.size ?? 0) > 0 || lane.died > 0)
    .sort((a, b) => Math.max(b.size ?? 0, b.died) - Math.max(a.size ?? 0, a.died));
}

/** Runs that died in the window, newest first, and the dead-letter state of their lanes. */
export async function listDeadLetters(
  caller: Caller,
  query: FilterQuery & PageQuery,
  nowMs: number,
): Promise<DeadLetterList> {
  const window = windowOf(query, nowMs);
  const cursor = readCursor(runCursor, query.cursor);
  const resolved = await resolveFilter(caller.pool, query, caller.environment);
  const filter = { ...resolved, states: [runStates.indexOf('dead')] };
  const { limit } = query;
  const [found, queues] = await Promise.all([
    selectRuns(caller.pool, { filter, window, sort: '-finishedAt', limit: limit + 1, cursor }),
    deadQueues(caller, resolved, window, nowMs),
  ]);
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    items: found.slice(0, limit).map(({ run }) => deadLetterOf(run, nowMs)),
    nextCursor: last ? writeCursor(last.cursor) : null,
    queues,
    from: new Date(window.fromMs).toISOString(),
    to: new Date(window.toMs).toISOString(),
  };
}
