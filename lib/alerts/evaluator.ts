// Evaluates every rule at its slots, for as long as it holds the lease. Rules do not wait for each other's faults.

import { selectChannels } from '#lib/db/alert/select-channels.ts';
import { selectDatabaseNow } from '#lib/db/alert/select-database-now.ts';
import { type StoredRule, selectRules } from '#lib/db/alert/select-rules.ts';
import { selectSilences } from '#lib/db/alert/select-silences.ts';
import type { Pool } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import type { Lease } from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import { evaluateRule } from './evaluate-rule.ts';
import { dueSlots } from './slots.ts';

export interface Turn {
  evaluated: number;
  changed: number;
  /** Slots that were left out because they lay too far back. */
  skipped: number;
}

/** One look at all rules: every slot that is due, in order. Throws AppError('conflict') when the lease is lost. Time is the database's. */
export async function evaluateDue(pool: Pool, lease: Lease, publicUrl: string): Promise<Turn> {
  const nowMs = await selectDatabaseNow(pool);
  const due = (await selectRules(pool)).flatMap((stored) => {
    if (!stored.rule.enabled) return [];
    const { slots, skipped } = dueSlots(stored.id, stored.rule, stored.evaluatedMs, nowMs);
    return slots.length > 0 ? [{ stored, slots, skipped }] : [];
  });
  const turn: Turn = { evaluated: 0, changed: 0, skipped: 0 };
  if (due.length === 0) return turn;
  const silences = await selectSilences(pool, nowMs);
  const resolvedTo = new Set(
    (await selectChannels(pool)).filter((channel) => channel.sendResolved).map(({ id }) => id),
  );
  const context = { pool, lease, silences, resolvedTo, publicUrl, nowMs };
  for (const { stored, slots, skipped } of due) {
    turn.skipped += skipped;
    for (const slot of slots) {
      const changed = await evaluateOne(context, stored, slot);
      if (changed === null) break;
      turn.evaluated++;
      turn.changed += changed;
    }
  }
  return turn;
}

/** null = it failed: the slot stays due, and the other rules go on. */
async function evaluateOne(
  context: Parameters<typeof evaluateRule>[0],
  stored: StoredRule,
  slot: number,
): Promise<number | null> {
  try {
    return await evaluateRule(context, stored, slot);
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') throw error;
    log.warn({ err: error, rule: stored.rule.name }, 'A rule could not be evaluated; it is tried again.');
    return null;
  }
}
