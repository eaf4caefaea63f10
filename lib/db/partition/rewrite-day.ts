import { setTimeout as sleep } from 'node:timers/promises';
import { columnsOf } from '#lib/db/columns-of.ts';
import { type Day, daySuffix, dayText } from '#lib/db/partition/day.ts';
import { isLockTimeout, withPatience } from '#lib/db/partition/patient-client.ts';
import { selectDays } from '#lib/db/partition/select-days.ts';
import { boundsOf, dayTables } from '#lib/db/partition/tables.ts';
import type { Client, Pool } from '#lib/db/pool.ts';
import { places } from '#lib/db/run/run-place.ts';

const settingKey = 'run-days-rewritten-to';
const swapTries = 5;
const swapPauseMs = 2_000;

/**
 * Rewrites each day of `run_cold` up to `quiet` once: what was written there again left room that nothing takes, and pages of indexes that came in no
 * order are half empty. The day is copied while everybody reads and writes as before, and changed for its copy at a moment
 * when nobody uses `run_cold`, waited for no longer than the lock timeout at a time. A day that was written meanwhile, or whose locks are not to
 * be had, waits for the next call. Returns the days rewritten.
 */
export async function rewriteQuietDays(pool: Pool, quiet: Day): Promise<Day[]> {
  const stored = await pool.query<{ day: Day }>(
    `select (value #>> '{}')::date - date '1970-01-01' as day from setting where key = $1`,
    [settingKey],
  );
  const done = stored.rows[0]?.day ?? Number.NEGATIVE_INFINITY;
  const { attached } = await selectDays(pool, 'run_cold');
  const rewritten: Day[] = [];
  await withPatience(pool, async (client) => {
    for (const day of attached.filter((d) => d > done && d <= quiet)) {
      try {
        await client.query('begin');
        const isDone = await rewrite(client, day);
        await client.query(isDone ? 'commit' : 'rollback');
        if (!isDone) return;
        rewritten.push(day);
      } catch (error) {
        await client.query('rollback');
        if (isLockTimeout(error)) return;
        throw error;
      }
    }
  });
  return rewritten;
}

/** In the caller's transaction, all or nothing. False: the day was written meanwhile, roll back. */
async function rewrite(client: Client, day: Day): Promise<boolean> {
  const table = dayTables.find(({ name }) => name === 'run_cold') as (typeof dayTables)[number];
  const old = `run_cold_${daySuffix(day)}`;
  const copy = `${old}_rewritten`;
  const { from, to } = boundsOf(table, day);
  await client.query(`create table ${copy} (like run_cold including defaults including storage)`);
  const columns = (await columnsOf(client, copy)).join(', ');
  await client.query(`insert into ${copy} (${columns}) select ${columns} from ${old} order by id`);
  await copyIndexes(client, old, copy);
  // It says what the bounds will say: without it, attaching would read all rows under the lock.
  await client.query(
    `alter table ${copy} add constraint ${copy}_day check (id >= ${from} and id < ${to} and place = '${places.cold}')`,
  );
  await client.query(`analyze ${copy}`);
  await client.query(
    `insert into setting (key, value) values ($1, to_jsonb($2::text)) on conflict (key) do update set value = excluded.value`,
    [settingKey, dayText(day)],
  );
  await client.query(`lock table ${old} in share mode`);
  // Every write of a run raises its revision.
  const { rows } = await client.query<{ is_same: boolean }>(
    `select (select (count(*), sum(revision)) from ${old}) is not distinct from (select (count(*), sum(revision)) from ${copy}) as is_same`,
  );
  if (rows[0]?.is_same !== true) return false;
  await swap(client, [
    `alter table run_cold detach partition ${old}`,
    `drop table ${old}`,
    `alter table ${copy} rename to ${old}`,
    `alter table run_cold attach partition ${old} for values from (${from}) to (${to})`,
    `alter table ${old} drop constraint ${copy}_day`,
  ]);
  return true;
}

/** Made beforehand, they are taken over when the copy is attached. */
async function copyIndexes(client: Client, old: string, copy: string): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select c.relname as name, pg_get_indexdef(c.oid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = $1::regclass and not i.indisprimary`,
    [old],
  );
  await client.query(`alter table ${copy} add primary key (id)`);
  for (const { name, definition } of rows) {
    await client.query(
      definition.replace(` INDEX ${name} ON `, ` INDEX ${name}_r ON `).replace(`.${old} `, `.${copy} `),
    );
  }
}

async function swap(client: Client, statements: readonly string[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    await client.query('savepoint swap');
    try {
      await client.query(statements.join('; '));
      return;
    } catch (error) {
      if (!isLockTimeout(error) || tries === swapTries) throw error;
      await client.query('rollback to savepoint swap');
      await sleep(swapPauseMs);
    }
  }
}
