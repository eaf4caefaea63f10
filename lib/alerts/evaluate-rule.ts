// One slot of one rule: look, move every instance, and write what changed and who is to be told, in one transaction under the lease.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { selectEvidenceRuns } from '#lib/db/alert/select-evidence-runs.ts';
import { type StoredInstance, selectInstances } from '#lib/db/alert/select-instances.ts';
import type { StoredRule } from '#lib/db/alert/select-rules.ts';
import { type NewDelivery, withdrawDeliveries, writeDeliveries } from '#lib/db/alert/write-deliveries.ts';
import { type InstanceWrite, writeEvaluation } from '#lib/db/alert/write-evaluation.ts';
import { type Client, inTransaction, type Pool } from '#lib/db/pool.ts';
import { fence, type Lease } from '#lib/lease.ts';
import { type Moved, moveAll } from './episodes.ts';
import { noticeBody } from './notice-body.ts';
import { isSilenced, noticeOf, type Silence, stableId } from './notices.ts';
import { readSeries } from './read-series.ts';
import { labelsKey, type RuleSeries } from './rule-series.ts';
import { isAlarming } from './step.ts';

export interface EvaluateContext {
  pool: Pool;
  lease: Lease;
  silences: readonly Silence[];
  /** Channels that want to hear when it is over. */
  resolvedTo: ReadonlySet<string>;
  publicUrl: string;
  nowMs: number;
}

/** Throws AppError('conflict') when the lease was taken over: nothing is written then. Returns how many phases changed. */
export async function evaluateRule(context: EvaluateContext, stored: StoredRule, slotMs: number): Promise<number> {
  const { pool, lease, nowMs } = context;
  const { rule } = stored;
  let series: RuleSeries[] | null = null;
  let error: string | null = null;
  try {
    series = await readSeries(pool, rule, [slotMs], nowMs);
  } catch (cause) {
    error = cause instanceof Error ? cause.message.slice(0, 500) : String(cause);
  }
  const known = new Map((await selectInstances(pool, stored.id)).map((one) => [one.key, one]));
  const current = new Map([...known].filter(([, one]) => one.ruleVersion === stored.version));
  const moved = moveAll(rule, current, series, slotMs);
  return inTransaction(pool, async (client) => {
    await fence(client, [lease]);
    const writes = moved.map((one) => writeOf(context, stored, known.get(one.key), one, slotMs));
    const threshold = { id: stored.id, version: stored.version, threshold: rule.value };
    await writeEvaluation(
      client,
      threshold,
      slotMs,
      writes.map(({ write }) => write),
      error,
    );
    for (const { write, notice } of writes)
      if (notice) await tell(client, context, stored, write, notice, series, slotMs);
    return moved.filter(({ transition }) => transition !== null).length;
  });
}

type Notice = NonNullable<ReturnType<typeof noticeOf>['notice']>;

function writeOf(
  { silences }: EvaluateContext,
  stored: StoredRule,
  before: StoredInstance | undefined,
  { key, labels, state, transition }: Moved,
  slotMs: number,
): { write: InstanceWrite; notice: Notice | null } {
  const id = before?.id ?? stableId('instance', stored.id, key);
  const wasAlarming = before !== undefined && before.ruleVersion === stored.version && isAlarming(before.phase);
  const isNow = isAlarming(state.phase);
  const episodeId = wasAlarming ? before.episodeId : isNow ? stableId('episode', id, stored.version, slotMs) : null;
  const { notice, notifiedMs } = noticeOf(
    stored.rule,
    {
      labels,
      phase: wasAlarming ? before.phase : 'normal',
      episodeId,
      notifiedMs: wasAlarming ? before.notifiedMs : null,
      isAcknowledged: wasAlarming && before.acknowledgedAt !== null,
    },
    state.phase,
    isSilenced(silences, { ...labels, rule: stored.rule.name, severity: stored.rule.severity }, slotMs),
    slotMs,
  );
  return {
    write: { id, key, labels, state, transition, episodeId, openEpisodeId: isNow ? episodeId : null, notifiedMs },
    notice,
  };
}

async function tell(
  client: Client,
  context: EvaluateContext,
  stored: StoredRule,
  write: InstanceWrite,
  notice: Notice,
  series: readonly RuleSeries[] | null,
  slotMs: number,
): Promise<void> {
  const episodeId = write.episodeId;
  if (episodeId === null) return;
  const isFiring = notice === 'firing';
  // Told first, and only then that it is over: who was not told of an episode hears nothing of its end.
  const channels = isFiring
    ? stored.rule.channels
    : (await withdrawDeliveries(client, episodeId)).filter((channel) => context.resolvedTo.has(channel));
  if (channels.length === 0) return;
  const runs = isFiring
    ? await evidence(
        client,
        stored.rule,
        series?.find((one) => labelsKey(one.labels) === write.key),
        slotMs,
      )
    : [];
  const deliveries = channels.map((channelId): NewDelivery => {
    const id = stableId('notice', episodeId, channelId, notice, slotMs);
    const { state, labels } = write;
    const body = noticeBody({
      id,
      episodeId,
      isFiring,
      rule: { ...stored.rule, id: stored.id },
      labels,
      value: state.value,
      samples: state.n,
      slotMs,
      sinceMs: state.sinceMs,
      runs,
      publicUrl: context.publicUrl,
    });
    const waitMs = isFiring ? stored.rule.groupWaitMs : 0;
    return { id, channelId, ruleId: stored.id, instanceId: write.id, episodeId, type: body.type, body, waitMs };
  });
  await writeDeliveries(client, deliveries);
}

function evidence(client: Client, rule: Rule, series: RuleSeries | undefined, slotMs: number) {
  if (!series) return Promise.resolve([]);
  const which =
    rule.metric.startsWith('duration.') || rule.metric === 'total.p95'
      ? 'slow'
      : rule.metric.startsWith('wait.')
        ? 'waited'
        : 'dead';
  const { lanes, jobId } = series;
  return selectEvidenceRuns(client, { queueIds: lanes, jobId, fromMs: slotMs - rule.windowMs, toMs: slotMs, which });
}
