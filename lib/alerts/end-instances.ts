// What fires ends when its rule is changed, paused or removed: history says why, and who was told hears that it is over.
import { selectChannels } from '#lib/db/alert/select-channels.ts';
import { selectInstances } from '#lib/db/alert/select-instances.ts';
import type { StoredRule } from '#lib/db/alert/select-rules.ts';
import { type NewDelivery, withdrawDeliveries, writeDeliveries } from '#lib/db/alert/write-deliveries.ts';
import type { Client } from '#lib/db/pool.ts';
import { noticeBody } from './notice-body.ts';
import { stableId } from './notices.ts';
import { isAlarming } from './step.ts';

export type EndReason = 'rule_changed' | 'rule_paused' | 'rule_removed';

/** In the transaction of the change. `stored` is the rule as it was; its instances are gone afterwards. */
export async function endInstances(
  client: Client,
  stored: StoredRule,
  { reason, nowMs, publicUrl }: { reason: EndReason; nowMs: number; publicUrl: string },
): Promise<void> {
  // A slot that is being evaluated right now would bring them back: wait for it, and make the next one wait for us.
  await client.query(`select 1 from lease where name = 'alerts' for update`);
  const wantsEnd = new Set((await selectChannels(client)).filter((one) => one.sendResolved).map(({ id }) => id));
  for (const instance of await selectInstances(client, stored.id)) {
    if (instance.phase === 'normal') continue;
    const { id, labels, state, episodeId } = instance;
    await client.query(
      `insert into alert_transition (at, rule_id, rule_version, instance_id, episode_id, labels, from_phase, to_phase, value, threshold, samples, reason)
       values ($1, $2, $3, $4, $5, $6, $7, 'normal', $8, $9, $10, $11)`,
      [
        new Date(nowMs),
        stored.id,
        stored.version,
        id,
        episodeId,
        JSON.stringify(labels),
        instance.phase,
        state.value,
        stored.rule.value,
        state.n,
        reason,
      ],
    );
    if (!isAlarming(instance.phase) || episodeId === null) continue;
    const told = await withdrawDeliveries(client, episodeId);
    const rule = { ...stored.rule, id: stored.id };
    const hearing = told.filter((channelId) => wantsEnd.has(channelId));
    await writeDeliveries(
      client,
      hearing.map((channelId): NewDelivery => {
        const noticeId = stableId('notice', episodeId, channelId, 'resolved', reason);
        const body = noticeBody({
          id: noticeId,
          episodeId,
          isFiring: false,
          rule,
          labels,
          state,
          slotMs: nowMs,
          runs: [],
          publicUrl,
        });
        return {
          id: noticeId,
          channelId,
          ruleId: stored.id,
          instanceId: id,
          episodeId,
          type: body.type,
          body,
          groupKey: null,
          waitMs: 0,
          intervalMs: 0,
        };
      }),
    );
  }
  await client.query('delete from alert_instance where rule_id = $1', [stored.id]);
}
