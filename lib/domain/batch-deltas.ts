// The contributions of one batch: two cells a moment, the minute of its queue and the five minutes of its job. All other sums are made of
// these when they are compacted or read (`widen-rollup.ts`).
import {
  type Contribution,
  contribute,
  emptyContribution,
  type Grain,
  type IsKept,
  isNothing,
  type Parts,
  type StoredAttempt,
  type StoredRun,
} from '#lib/domain/contribution.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { isWorthKeeping } from '#lib/domain/widen-rollup.ts';

/** A row as it was or is stored. */
export interface Standing {
  row: StoredRun;
  attempts: readonly StoredAttempt[];
}

/** By number of the minute or of the five minutes since the epoch. */
type Cells = Map<number, Contribution>;

export class BatchDeltas {
  /** Time that `change` took, in ms. */
  spentMs = 0;
  readonly #minutes = new Map<number, Cells>();
  /** By queue, then job (0 = runs without one). */
  readonly #jobs = new Map<number, Map<number, Cells>>();

  /** A row changed from `before` (null = it is new) to `after` (null = it counts no more). */
  change(before: Standing | null, after: Standing | null): void {
    const startedAt = performance.now();
    const parts = changedParts(before, after);
    if (before) this.#add(before, -1, parts);
    if (after) this.#add(after, 1, parts);
    this.spentMs += performance.now() - startedAt;
  }

  #add({ row, attempts }: Standing, sign: 1 | -1, parts: Parts): void {
    const { queueId } = row;
    const jobId = row.jobId ?? 0;
    const minutes = cellsOf(this.#minutes, queueId);
    let jobs = this.#jobs.get(queueId);
    if (!jobs) {
      jobs = new Map();
      this.#jobs.set(queueId, jobs);
    }
    const cells = cellsOf(jobs, jobId);
    contribute(row, attempts, sign, parts, (moment, add) => {
      add(cellOf(minutes, 60, moment, queueId, 0));
      add(cellOf(cells, 300, moment, queueId, jobId));
    });
  }

  /** The cells, without those that no rollup is kept of any more and those that come to nothing. */
  rows(isKept: IsKept): Contribution[] {
    const rows: Contribution[] = [];
    const keep = (cells: Cells): void => {
      for (const cell of cells.values()) if (isWorthKeeping(cell, isKept) && !isNothing(cell)) rows.push(cell);
    };
    for (const cells of this.#minutes.values()) keep(cells);
    for (const jobs of this.#jobs.values()) for (const cells of jobs.values()) keep(cells);
    return rows;
  }
}

function cellsOf(map: Map<number, Cells>, key: number): Cells {
  let cells = map.get(key);
  if (!cells) {
    cells = new Map();
    map.set(key, cells);
  }
  return cells;
}

function cellOf(cells: Cells, grain: Grain, moment: Micros, queueId: number, jobId: number): Contribution {
  const width = grain * 1_000_000;
  const place = Math.floor(moment / width);
  let cell = cells.get(place);
  if (!cell) {
    cell = emptyContribution(grain, place * width, queueId, jobId);
    cells.set(place, cell);
  }
  return cell;
}

const everything: Parts = { enqueueing: true, start: true, finish: true, attempts: true };

/** What is the same before and after need be neither taken back nor added. */
function changedParts(before: Standing | null, after: Standing | null): Parts {
  if (!before || !after) return everything;
  const [a, b] = [before.row, after.row];
  const isElsewhere =
    a.queueId !== b.queueId ||
    a.jobId !== b.jobId ||
    a.isLate !== b.isLate ||
    a.isRedirect !== b.isRedirect ||
    a.isLate;
  if (isElsewhere) return everything;
  return {
    enqueueing: a.enqueuedAt !== b.enqueuedAt,
    start: a.startedAt !== b.startedAt || a.waitUs !== b.waitUs,
    finish:
      a.finishedAt !== b.finishedAt || a.state !== b.state || a.durationUs !== b.durationUs || a.totalUs !== b.totalUs,
    attempts: !areSame(before.attempts, after.attempts),
  };
}

const areSame = (a: readonly StoredAttempt[], b: readonly StoredAttempt[]): boolean =>
  a.length === b.length &&
  a.every((one, i) => {
    const other = b[i] as StoredAttempt;
    return one.state === other.state && one.willRetry === other.willRetry && one.finishedAt === other.finishedAt;
  });
