// One turn over the widgets whose row is due: figures are made once for each scope, however many widgets show it.
import { selectActive } from '#lib/db/alert/select-active.ts';
import { selectDatabaseNow } from '#lib/db/alert/select-database-now.ts';
import { selectSilences } from '#lib/db/alert/select-silences.ts';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { selectDueWidgets, writeWidgetRows } from '#lib/db/widget/widget-turns.ts';
import { AppError } from '#lib/errors.ts';
import { fence, type Lease } from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import { measureScope, type Wrong } from './measure-scope.ts';

const perTurn = 500;
/** A turn stays well within the lease's life; what is left over is due still. */
const longestTurnMs = 2_500;
/** Rows are made anew this often, and hold several times as long: one late turn turns nothing grey. */
const dueMs = 10_000;
const holdsMs = 60_000;
/** A journey that has come to its end hardly changes any more. */
const settledDueMs = 60_000;
const settledHoldsMs = 300_000;

const isAlarming: ReadonlySet<string> = new Set(['firing', 'recovering']);

async function readWrong(pool: Pool, nowMs: number): Promise<Wrong> {
  const [active, silences] = await Promise.all([selectActive(pool), selectSilences(pool, nowMs)]);
  const firing = active
    .filter(({ phase }) => isAlarming.has(phase))
    .map(({ rule, labels }) => ({ severity: rule.severity, labels, filter: rule.filter }));
  return { firing, silences };
}

/** Returns how many rows were written. Throws AppError('conflict') when the lease was taken over. A scope that fails waits for its next turn. */
export async function keepWidgets(pool: Pool, lease: Lease, signal?: AbortSignal): Promise<number> {
  const due = await selectDueWidgets(pool, perTurn);
  if (due.length === 0) return 0;
  const nowMs = await selectDatabaseNow(pool);
  const wrong = await readWrong(pool, nowMs);
  const endsAt = performance.now() + longestTurnMs;
  let written = 0;
  for (const group of Map.groupBy(due, ({ scope }) => JSON.stringify(scope)).values()) {
    if (signal?.aborted || performance.now() > endsAt) break;
    const scope = (group[0] as (typeof group)[number]).scope;
    try {
      const { figures, isAtRest } = await measureScope(pool, scope, wrong, nowMs);
      const pace = isAtRest ? { dueMs: settledDueMs, holdsMs: settledHoldsMs } : { dueMs, holdsMs };
      await inTransaction(pool, async (client) => {
        await fence(client, [lease]);
        await writeWidgetRows(
          client,
          group.map(({ id }) => id),
          figures,
          pace,
        );
      });
      written += group.length;
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict') throw error;
      log.warn({ err: error, scope }, 'A widget could not be measured; it turns grey unless that passes.');
    }
  }
  return written;
}
