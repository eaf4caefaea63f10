// Evaluates every rule at its slots, for as long as it holds the lease. Rules do not wait for each other's faults, nor for a slow one.
import { selectActive } from '#lib/db/alert/select-active.ts';
import { selectChannels } from '#lib/db/alert/select-channels.ts';
import { selectDatabaseNow } from '#lib/db/alert/select-database-now.ts';
import { selectInstances } from '#lib/db/alert/select-instances.ts';
import { type StoredRule, selectRules } from '#lib/db/alert/select-rules.ts';
import { selectSilences } from '#lib/db/alert/select-silences.ts';
import { type QuietSlot, writeQuietSlots } from '#lib/db/alert/write-evaluation.ts';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { fence, type Lease } from '#lib/lease.ts';
import { log } from '#lib/log.ts';
import { type EvaluateContext, type Evaluated, evaluateRule } from './evaluate-rule.ts';
import { mayMute } from './inhibition.ts';
import { onceEach } from './once.ts';
import { dueSlots } from './slots.ts';
import { isAlarming } from './step.ts';

export interface Turn {
  evaluated: number;
  /** Evaluations that came to an error. */
  failed: number;
  changed: number;
  /** Slots that were left out because they lay too far back. */
  skipped: number;
}

interface Due {
  stored: StoredRule;
  slots: number[];
}

/** So many rules are looked at side by side: a slow one holds up itself. */
const sideBySide = 4;

/** One look at all rules: every slot that is due, in order. Throws AppError('conflict') when the lease is lost. Time is the database's. */
export async function evaluateDue(pool: Pool, lease: Lease, publicUrl: string): Promise<Turn> {
  const nowMs = await selectDatabaseNow(pool);
  const turn: Turn = { evaluated: 0, failed: 0, changed: 0, skipped: 0 };
  const due = (await selectRules(pool)).flatMap((stored): Due[] => {
    if (!stored.rule.enabled) return [];
    const { slots, skipped } = dueSlots(stored.id, stored.rule, stored.evaluatedMs, nowMs);
    turn.skipped += skipped;
    // What Signalbox sees of itself is of now: what it missed while it was away cannot be made up for.
    const seen = stored.rule.kind === 'self' ? slots.slice(-1) : slots;
    return seen.length > 0 ? [{ stored, slots: seen }] : [];
  });
  if (due.length === 0) return turn;
  const context = await look(pool, lease, publicUrl, nowMs);
  const quiet: QuietSlot[] = [];
  // Those that mute others first: who is muted in the same slot is not told before.
  for (const isFirst of [true, false]) {
    const queue = due.filter(({ stored }) => mayMute(stored.rule) === isFirst);
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) await evaluateSlots(context, next, turn, quiet);
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
  }
  await inTransaction(pool, async (client) => {
    await fence(client, [lease]);
    await writeQuietSlots(client, quiet);
  });
  return turn;
}

async function look(pool: Pool, lease: Lease, publicUrl: string, nowMs: number): Promise<EvaluateContext> {
  const [silences, channels, active, instances] = await Promise.all([
    selectSilences(pool, nowMs),
    selectChannels(pool),
    selectActive(pool),
    selectInstances(pool, null),
  ]);
  return {
    pool,
    lease,
    silences,
    channels: channels.map(({ disabledReason, ...channel }) => ({ ...channel, isDisabled: disabledReason !== null })),
    firing: active
      .filter(({ phase }) => isAlarming(phase))
      .map(({ id, ruleId, rule, labels }) => ({ instanceId: id, ruleId, rule, labels })),
    publicUrl,
    nowMs,
    once: onceEach(),
    instances: Map.groupBy(instances, ({ ruleId }) => ruleId),
    written: new Set(),
  };
}

async function evaluateSlots(
  context: EvaluateContext,
  { stored, slots }: Due,
  turn: Turn,
  quiet: QuietSlot[],
): Promise<void> {
  let lastQuiet: QuietSlot | null = null;
  for (const slotMs of slots) {
    const result = await evaluateOne(context, stored, slotMs);
    if (result === null) {
      turn.failed++;
      break;
    }
    turn.evaluated++;
    turn.changed += result.changed;
    if (result.error !== null) turn.failed++;
    lastQuiet = result.isQuiet ? { ruleId: stored.id, version: stored.version, slotMs, error: result.error } : null;
  }
  if (lastQuiet) quiet.push(lastQuiet);
}

/** null = it failed: the slot stays due, and the other rules go on. */
async function evaluateOne(context: EvaluateContext, stored: StoredRule, slotMs: number): Promise<Evaluated | null> {
  try {
    return await evaluateRule(context, stored, slotMs);
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') throw error;
    log.warn({ err: error, rule: stored.rule.name }, 'A rule could not be evaluated; it is tried again.');
    return null;
  }
}
