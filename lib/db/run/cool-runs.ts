import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { columnsOf } from '#lib/db/columns-of.ts';
import { type Day, firstIdOf } from '#lib/db/partition/day.ts';
import { knownDays } from '#lib/db/partition/known-days.ts';
import { isLockTimeout } from '#lib/db/partition/patient-client.ts';
import { type Client, inTransaction, type Pool } from '#lib/db/pool.ts';
import { endedHotUs, openHotUs, placeOfRow } from './run-place.ts';

/** Were there more hot runs, questions that no index of theirs answers would take long. */
const mostHot = 20_000;
const atOnce = 10_000;
/** Less than Postgres takes to look for a deadlock (1 s): of two that wait for each other it is not the deriver that gives up. */
const patienceMs = 200;

/**
 * Moves hot runs of which nothing more is expected soon. Readers see each run once, in either place; who writes a run and does not find it hot finds
 * it elsewhere, as none is made hot but by its writer. Rows go in the order of lists, so that neighbours there are neighbours on disk. What a
 * deriver has been writing for a while is left for the next time. Returns how many were moved.
 */
export async function coolRuns(pool: Pool, nowUs: number): Promise<number> {
  const { first } = await knownDays(pool, 'run_cold');
  // What is told of by a clock that is ahead shall not pile up.
  const around = (us: number): string =>
    `between to_timestamp(${(nowUs - us) / 1e6}) and to_timestamp(${(nowUs + us) / 1e6})`;
  const dueAfter = (openUs: number): string =>
    `coalesce(finished_at not ${around(endedHotUs)}, ordered_at not ${around(openUs)}) and id >= '${firstIdOf(first)}'`;
  const { rows } = await pool.query<{ all: number; due: number }>(
    `select count(*)::int4 as all, (count(*) filter (where ${dueAfter(openHotUs)}))::int4 as due from run_hot`,
  );
  const { all = 0, due = 0 } = rows[0] ?? {};
  if (all <= mostHot && due === 0) return 0;
  const isDue = dueAfter(all > mostHot ? endedHotUs : openHotUs);
  const some = `${isDue} limit ${atOnce}`;
  let which = some;
  let total = 0;
  for (;;) {
    try {
      const moved = await inTransaction(
        pool,
        (client) => move(client, which),
        `set local lock_timeout = ${patienceMs}`,
      );
      total += moved;
      if (moved < atOnce) return total;
    } catch (error) {
      if (!isLockTimeout(error) || which !== some) throw error;
      // Not from the start: to lock first is one more entry in the log for each.
      which = `${some} for update skip locked`;
    }
  }
}

/** Through this process: of rows that are copied in Postgres logs less than of those that a statement moves. */
async function move(client: Client, which: string): Promise<number> {
  const columns = (await columnsOf(client, 'run')).filter((name) => name !== 'place').join(', ');
  const out = client.query(
    copyTo(
      `copy (with gone as (delete from run_hot where id = any(array(select id from run_hot where ${which})) returning ${columns})
             select ${columns}, ${placeOfRow} from gone order by queue_id, ordered_at) to stdout (format binary)`,
    ),
  );
  const pieces: Buffer[] = [];
  for await (const piece of out) pieces.push(piece as Buffer);
  if (out.rowCount === 0) return 0;
  const into = client.query(copyFrom(`copy run (${columns}, place) from stdin (format binary)`));
  await pipeline(pieces, into);
  return into.rowCount;
}

/** Runs whose day is gone and that did not stand in it. */
export async function deleteOutlived(pool: Pool, firstDay: Day): Promise<void> {
  for (const table of ['run_hot', 'run_open'])
    await pool.query(`delete from ${table} where id < $1`, [firstIdOf(firstDay)]);
}
