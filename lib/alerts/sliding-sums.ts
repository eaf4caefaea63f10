// Sums of cells over a window that only moves forward: each cell is added once and taken away once, however wide the window is. Pure.
import type { RollupSums } from '#lib/db/rollup/select-rollup.ts';
import { addSums, noSums, type Sums } from '#lib/stats/figures.ts';

export class SlidingSums {
  readonly #cells: readonly RollupSums[];
  readonly #total = noSums();
  /** The first cell that is not in the window yet, and the first that has not left it. */
  #next = 0;
  #first = 0;

  /** `cells`: in order of time. */
  constructor(cells: readonly RollupSums[]) {
    this.#cells = cells;
  }

  /** Sums of the cells that begin from `fromMs` on and before `toMs`; neither may be less than before. Valid until the next call. */
  over(fromMs: number, toMs: number): Sums {
    for (let cell = this.#cells[this.#next]; cell && cell.atMs < toMs; cell = this.#cells[++this.#next])
      addSums(this.#total, cell);
    for (let cell = this.#cells[this.#first]; cell && cell.atMs < fromMs; cell = this.#cells[++this.#first]) {
      // One that was passed over without having been in any window.
      if (this.#first >= this.#next) this.#next = this.#first + 1;
      else addSums(this.#total, cell, -1);
    }
    return this.#total;
  }
}

/** Cells by lane, each in order of time. */
export function cellsByLane(cells: readonly RollupSums[]): Map<number, RollupSums[]> {
  const byLane = Map.groupBy(cells, ({ queueId }) => queueId);
  for (const list of byLane.values()) list.sort((a, b) => a.atMs - b.atMs);
  return byLane;
}

/** The cells of some lanes, and of one job where `jobId` is not null, in order of time. */
export function cellsOf(
  byLane: ReadonlyMap<number, readonly RollupSums[]>,
  { lanes, jobId }: { lanes: ReadonlySet<number>; jobId: number | null },
): readonly RollupSums[] {
  const lists = [...lanes].map((lane) => {
    const list = byLane.get(lane) ?? [];
    return jobId === null ? list : list.filter((cell) => cell.jobId === jobId);
  });
  return lists.length === 1 ? (lists[0] ?? []) : lists.flat().sort((a, b) => a.atMs - b.atMs);
}
