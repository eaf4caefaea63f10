// One slot of one rule: look, move every instance, and write what changed and who is to be told, in one transaction under the lease.
import { type StoredInstance, selectInstances } from '#lib/db/alert/select-instances.ts';
import type { StoredRule } from '#lib/db/alert/select-rules.ts';
import { type InstanceWrite, writeEvaluation } from '#lib/db/alert/write-evaluation.ts';
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { fence, type Lease } from '#lib/lease.ts';
import { type Moved, moveAll } from './episodes.ts';
import { type AlertFacts, inhibitedBy } from './inhibition.ts';
import { noticeOf, stableId } from './notices.ts';
import type { Once } from './once.ts';
import { readSeries } from './read-series.ts';
import type { RuleSeries } from './rule-series.ts';
import { isSilenced, type Silence } from './silence.ts';
import { isAlarming, type Phase } from './step.ts';
import { type ChannelFacts, tell } from './tell.ts';

export interface EvaluateContext {
  pool: Pool;
  lease: Lease;
  silences: readonly Silence[];
  channels: readonly ChannelFacts[];
  /** What fires, of all rules; kept up to date by `evaluateRule`. */
  firing: AlertFacts[];
  publicUrl: string;
  nowMs: number;
  once: Once;
  /** Instances by rule as read at the beginning of the turn. */
  instances: ReadonlyMap<string, StoredInstance[]>;
  /** Rules whose instances were written since. */
  written: Set<string>;
}

/** What an evaluation came to. `isQuiet`: nothing had to be written but that the slot is done. */
export interface Evaluated {
  isQuiet: boolean;
  error: string | null;
  /** How many phases changed. */
  changed: number;
}

/** Throws AppError('conflict') when the lease was taken over: nothing is written then. */
export async function evaluateRule(context: EvaluateContext, stored: StoredRule, slotMs: number): Promise<Evaluated> {
  const { pool, lease, nowMs, once } = context;
  const { rule } = stored;
  let series: RuleSeries[] | null = null;
  let error: string | null = null;
  try {
    series = await readSeries(pool, rule, [slotMs], nowMs, once);
  } catch (cause) {
    error = cause instanceof Error ? cause.message.slice(0, 500) : String(cause);
  }
  const instances = context.written.has(stored.id)
    ? await selectInstances(pool, stored.id)
    : (context.instances.get(stored.id) ?? []);
  const known = new Map(instances.map((one) => [one.key, one]));
  const current = new Map([...known].filter(([, one]) => one.ruleVersion === stored.version));
  const moved = moveAll(rule, current, series, slotMs);
  // what is and stays normal need not be written
  const active = moved.filter(({ transition, state }) => transition !== null || state.phase !== 'normal');
  const changed = moved.filter(({ transition }) => transition !== null).length;
  if (active.length === 0) return { isQuiet: true, error, changed };
  const writes = active.map((one) => writeOf(context, stored, known.get(one.key), one, slotMs));
  context.written.add(stored.id);
  await inTransaction(pool, async (client) => {
    await fence(client, [lease]);
    const done = { id: stored.id, version: stored.version, threshold: rule.value };
    const isCurrent = await writeEvaluation(
      client,
      done,
      slotMs,
      writes.map(({ write }) => write),
      error,
    );
    // changed, paused or removed in the meantime: whoever did it has ended its instances
    if (!isCurrent) return;
    for (const { write, notice } of writes) {
      const isGroupOpen = writes.some(({ write: other }) => other.key !== write.key && isBeside(other, write));
      if (notice) await tell(client, context, { stored, write, notice, series, slotMs, isGroupOpen });
    }
  });
  noteFiring(context, stored, moved, known);
  return { isQuiet: false, error, changed };
}

/** In the same group, told, and not over. */
const isBeside = (other: InstanceWrite, one: InstanceWrite): boolean =>
  other.openEpisodeId !== null && other.notifiedMs !== null && other.labels.environment === one.labels.environment;

type Notice = NonNullable<ReturnType<typeof noticeOf>['notice']>;

function writeOf(
  context: EvaluateContext,
  stored: StoredRule,
  before: StoredInstance | undefined,
  { key, labels, state, transition }: Moved,
  slotMs: number,
): { write: InstanceWrite; notice: Notice | null } {
  const id = before?.id ?? stableId('instance', stored.id, key);
  const wasAlarming = before !== undefined && before.ruleVersion === stored.version && isAlarming(before.phase);
  const isNow = isAlarming(state.phase);
  const episodeId = wasAlarming ? before.episodeId : isNow ? stableId('episode', id, stored.version, slotMs) : null;
  const phaseBefore: Phase = wasAlarming ? before.phase : 'normal';
  const { notice, notifiedMs } = noticeOf(
    stored.rule,
    {
      labels,
      phase: phaseBefore,
      episodeId,
      notifiedMs: wasAlarming ? before.notifiedMs : null,
      isAcknowledged: wasAlarming && before.acknowledgedAt !== null,
    },
    state,
    isSilent(context, stored, id, labels, slotMs),
    slotMs,
  );
  return {
    write: { id, key, labels, state, transition, episodeId, openEpisodeId: isNow ? episodeId : null, notifiedMs },
    notice,
  };
}

function isSilent(
  { silences, firing }: EvaluateContext,
  stored: StoredRule,
  instanceId: string,
  labels: Record<string, string>,
  slotMs: number,
): boolean {
  const { rule } = stored;
  if (isSilenced(silences, { ...labels, rule: rule.name, severity: rule.severity }, slotMs)) return true;
  return inhibitedBy({ instanceId, ruleId: stored.id, rule, labels }, firing) !== null;
}

function noteFiring(
  context: EvaluateContext,
  stored: StoredRule,
  moved: readonly Moved[],
  known: ReadonlyMap<string, StoredInstance>,
): void {
  const others = context.firing.filter((one) => one.ruleId !== stored.id);
  const ours = moved
    .filter(({ state }) => isAlarming(state.phase))
    .map(({ key, labels }) => ({
      instanceId: known.get(key)?.id ?? stableId('instance', stored.id, key),
      ruleId: stored.id,
      rule: stored.rule,
      labels,
    }));
  context.firing.splice(0, context.firing.length, ...others, ...ours);
}
