// From the two cells that a commit writes to every rollup that they count in: five minutes divide an hour and a day, and a queue's total is
// the sum of its jobs.
import { addTo, type Contribution, type Deltas, grains, type IsKept, rowOf } from '#lib/domain/contribution.ts';

const [minute, ...coarse] = grains;

/**
 * Adds a row of `rollup_delta` to every row of `rollup` that it is part of and that is still kept: a queue's minute as it is; a job's five
 * minutes (`jobId` 0 = runs of no job) to the five minutes, hour and day of the job and of its queue.
 */
export function addWidened(sums: Deltas, cell: Contribution, isKept: IsKept): void {
  for (const grain of cell.grain === minute ? [minute] : coarse) {
    const width = grain * 1_000_000;
    const bucket = Math.floor(cell.bucket / width) * width;
    if (!isKept(grain, bucket)) continue;
    addTo(rowOf(sums, grain, bucket, cell.queueId, 0), cell);
    if (cell.jobId !== 0) addTo(rowOf(sums, grain, bucket, cell.queueId, cell.jobId), cell);
  }
}

/** Whether any rollup that the cell counts in is still kept. */
export const isWorthKeeping = ({ grain, bucket }: Contribution, isKept: IsKept): boolean =>
  isKept(grain === minute ? minute : (coarse.at(-1) as (typeof coarse)[number]), bucket);
