// Reading a source in a test, and what the evidence says.
import type { Cursor, Gap, Reader } from '#lib/collector.ts';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import type { Run } from '#lib/domain/run.ts';
import { uniteEvidence } from '#lib/domain/unite-evidence.ts';

const never = new AbortController().signal;

/** Reads on from `cursor` to the end. */
export async function readAll(
  reader: Reader,
  cursor: Cursor,
): Promise<{ evidence: Evidence[]; gaps: Gap[]; cursor: Cursor }> {
  const evidence: Evidence[] = [];
  const gaps: Gap[] = [];
  let next = cursor;
  for (;;) {
    const batch = await reader.poll(next, { maxItems: 1_000, nowUs: Date.now() * 1000 }, never);
    evidence.push(...batch.evidence);
    gaps.push(...batch.gaps);
    next = batch.next;
    if (!batch.hasMore) return { evidence, gaps, cursor: next };
  }
}

/** Reads on while `work` is done, as the watcher does with this interval, and once more when it is over. `longestPauseMs`: between two readings. */
export async function readDuring<T>(
  reader: Reader,
  cursor: Cursor,
  work: () => Promise<T>,
  everyMs = 20,
): Promise<{ result: T; evidence: Evidence[]; gaps: Gap[]; cursor: Cursor; longestPauseMs: number }> {
  const evidence: Evidence[] = [];
  const gaps: Gap[] = [];
  let next = cursor;
  let isOver = false;
  const done = work().finally(() => {
    isOver = true;
  });
  done.catch(() => {});
  let longestPauseMs = 0;
  let readAt = Date.now();
  const read = async (): Promise<void> => {
    const more = await readAll(reader, next);
    evidence.push(...more.evidence);
    gaps.push(...more.gaps);
    next = more.cursor;
    longestPauseMs = Math.max(longestPauseMs, Date.now() - readAt);
    readAt = Date.now();
  };
  while (!isOver) {
    await read();
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  const result = await done;
  await read();
  return { result, evidence, gaps, cursor: next, longestPauseMs };
}

/** The runs that evidence tells of, by queue and job id. */
export function runsOf(evidence: readonly Evidence[]): Map<string, Run> {
  const sets = new Map<string, Evidence[]>();
  for (const item of evidence.map(normalizeEvidence)) {
    const key = `${item.queue} ${item.names.jobId}`;
    sets.set(key, uniteEvidence(sets.get(key) ?? [], [item]));
  }
  return new Map([...sets].map(([key, set]) => [key, deriveRun(set)]));
}
