// Puts into the outbox who is to be told of one instance, in the evaluator's transaction.
import type { ChannelKind } from '#lib/contracts/alert-channel.ts';
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { type EvidenceRun, selectEvidenceRuns, selectNamedRuns } from '#lib/db/alert/select-evidence-runs.ts';
import type { StoredRule } from '#lib/db/alert/select-rules.ts';
import { type NewDelivery, withdrawDeliveries, writeDeliveries } from '#lib/db/alert/write-deliveries.ts';
import type { InstanceWrite } from '#lib/db/alert/write-evaluation.ts';
import type { Client } from '#lib/db/pool.ts';
import { groupKeyOf, timersOf } from './group-timers.ts';
import { noticeBody } from './notice-body.ts';
import { stableId } from './notices.ts';
import { labelsKey, type RuleSeries } from './rule-series.ts';

/** What decides whether a channel is told. */
export interface ChannelFacts {
  id: string;
  name: string;
  kind: ChannelKind;
  sendResolved: boolean;
  isDisabled: boolean;
}

export interface Telling {
  stored: StoredRule;
  write: InstanceWrite;
  notice: 'firing' | 'resolved';
  series: readonly RuleSeries[] | null;
  slotMs: number;
  /** Others of its rule and environment fire. */
  isGroupOpen: boolean;
}

export async function tell(
  client: Client,
  { channels, publicUrl }: { channels: readonly ChannelFacts[]; publicUrl: string },
  { stored, write, notice, series, slotMs, isGroupOpen }: Telling,
): Promise<void> {
  const { episodeId, labels, state } = write;
  if (episodeId === null) return;
  const isFiring = notice === 'firing';
  const told = isFiring ? recipients(stored.rule, labels, channels) : await withdrawDeliveries(client, episodeId);
  const kinds = new Map(channels.map((channel) => [channel.id, channel]));
  // Told first, and only then that it is over: who was not told of an episode hears nothing of its end.
  const channelIds = told.filter((id) => kinds.has(id) && (isFiring || kinds.get(id)?.sendResolved));
  if (channelIds.length === 0) return;
  const runs = isFiring ? await evidence(client, stored.rule, seriesOf(series, write.key), slotMs) : [];
  const timers = timersOf(stored.rule, notice, isGroupOpen);
  const deliveries = channelIds.map((channelId): NewDelivery => {
    const id = stableId('notice', episodeId, channelId, notice, slotMs);
    const rule = { ...stored.rule, id: stored.id };
    const body = noticeBody({ id, episodeId, isFiring, rule, labels, state, slotMs, runs, publicUrl });
    const kind = kinds.get(channelId)?.kind ?? 'webhook';
    const groupKey = groupKeyOf(stored.id, stored.rule, labels, kind);
    return {
      id,
      channelId,
      ruleId: stored.id,
      instanceId: write.id,
      episodeId,
      type: body.type,
      body,
      groupKey,
      ...timers,
    };
  });
  await writeDeliveries(client, deliveries);
}

/** Those that the rule names. Of Signalbox itself all are told; that one cannot be reached, all others. */
export function recipients(
  rule: Pick<Rule, 'kind' | 'channels'>,
  labels: Record<string, string>,
  channels: readonly ChannelFacts[],
): string[] {
  if (rule.kind !== 'self') return rule.channels;
  return channels.filter(({ name, isDisabled }) => !isDisabled && name !== labels.channel).map(({ id }) => id);
}

const seriesOf = (series: readonly RuleSeries[] | null, key: string): RuleSeries | undefined =>
  series?.find((one) => labelsKey(one.labels) === key);

function evidence(
  client: Client,
  rule: Rule,
  series: RuleSeries | undefined,
  slotMs: number,
): Promise<readonly EvidenceRun[]> {
  if (series?.runIds) return selectNamedRuns(client, series.runIds);
  if (!series || series.lanes.length === 0) return Promise.resolve([]);
  const which = /^(duration\.|total\.)/.test(rule.metric)
    ? 'slow'
    : rule.metric.startsWith('wait.')
      ? 'waited'
      : 'dead';
  const { lanes, jobId } = series;
  return selectEvidenceRuns(client, { queueIds: lanes, jobId, fromMs: slotMs - rule.windowMs, toMs: slotMs, which });
}
