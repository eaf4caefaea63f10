// Makes channels and rules what `signalbox.yaml` says. What did not change is left untouched, so that what fires goes on.
import { isDeepStrictEqual } from 'node:util';
import { selectChannels } from '#lib/db/alert/select-channels.ts';
import { type StoredRule, selectRules } from '#lib/db/alert/select-rules.ts';
import { upsertDeclaredChannel } from '#lib/db/alert/write-channel.ts';
import { declareRule, insertRule, removeRule, updateRule } from '#lib/db/alert/write-rule.ts';
import { type Client, inTransaction, type Pool } from '#lib/db/pool.ts';
import { replaceParts, selectParts, wholePart } from '#lib/db/secret/secret-parts.ts';
import { AppError } from '#lib/errors.ts';
import { openChannel, type SealedChannel, sealChannel } from '#lib/notify/channel-secrets.ts';
import { targetOf } from '#lib/notify/channel-target.ts';
import type { ChannelSecrets } from '#lib/notify/shape-notice.ts';
import type { SecretBox } from '#lib/secrets.ts';
import { completeRule } from './complete-rule.ts';
import type { DeclaredAlerts } from './declared-alerts.ts';
import { endInstances } from './end-instances.ts';
import { endReasonOf } from './rule-change.ts';

interface Context {
  secrets: SecretBox;
  publicUrl: string;
  nowMs: number;
}

/** Rules that the file no longer names are removed; channels stay, to be changed on their screen. Throws AppError('invalid_input'). */
export async function upsertDeclaredAlerts(pool: Pool, declared: DeclaredAlerts, context: Context): Promise<void> {
  await inTransaction(pool, async (client) => {
    // Several keepers may start at once: one after the other.
    await client.query(`select pg_advisory_xact_lock(hashtext('signalbox declared alerts'))`);
    await writeChannels(client, declared, context.secrets);
    await writeRules(client, declared, context);
  });
}

async function writeChannels(client: Client, { channels }: DeclaredAlerts, secrets: SecretBox): Promise<void> {
  await client.query('update alert_channel set is_declared = false where is_declared and name <> all ($1::text[])', [
    channels.map(({ name }) => name),
  ]);
  const known = new Map((await selectChannels(client)).map((channel) => [channel.name, channel]));
  for (const { name, kind, config, sendResolved, signingSecret } of channels) {
    const before = known.get(name);
    const isSame = before?.isDeclared && before.kind === kind && before.sendResolved === sendResolved;
    const parts = before ? await selectParts(client, 'alert_channel', before.id) : {};
    if (isSame && isSealedAs(secrets, { ...before, parts }, { config, signingSecret })) continue;
    const shown = { target: targetOf(config) };
    const id = await upsertDeclaredChannel(client, { name, kind, config: shown, sendResolved });
    await replaceParts(client, 'alert_channel', id, sealChannel(secrets, id, { config, signingSecret }));
  }
}

function isSealedAs(
  secrets: SecretBox,
  stored: SealedChannel,
  wanted: Pick<ChannelSecrets, 'config' | 'signingSecret'>,
): boolean {
  if (wholePart in stored.parts) return false;
  try {
    return isDeepStrictEqual(openChannel(secrets, stored), { ...wanted, previous: null });
  } catch {
    return false; // sealed under another SIGNALBOX_SECRET: the declaration is there to seal it anew
  }
}

async function writeRules(client: Client, { rules }: DeclaredAlerts, context: Context): Promise<void> {
  const ids = new Map((await selectChannels(client)).map(({ name, id }) => [name, id]));
  const stored = (await selectRules(client)).filter(({ rule }) => rule.kind !== 'self');
  for (const one of stored.filter(
    ({ isDeclared, rule }) => isDeclared && !rules.some(({ name }) => name === rule.name),
  )) {
    await endInstances(client, one, { reason: 'rule_removed', ...context });
    await removeRule(client, one.id);
  }
  for (const [n, { channelNames, ...input }] of rules.entries()) {
    const unknown = channelNames.find((name) => !ids.has(name));
    if (unknown !== undefined) {
      const fields = { [`rules.${n}.channels`]: `there is no channel '${unknown}'` };
      throw new AppError('invalid_input', `signalbox.yaml: rules.${n}.channels: there is no channel '${unknown}'`, {
        fields,
      });
    }
    const rule = completeRule({ ...input, channels: channelNames.flatMap((name) => ids.get(name) ?? []) });
    const before = stored.find((one) => one.rule.name === rule.name);
    await writeRule(client, before, rule, context);
  }
}

async function writeRule(
  client: Client,
  before: StoredRule | undefined,
  rule: StoredRule['rule'],
  context: Context,
): Promise<void> {
  if (!before) return declareRule(client, await insertRule(client, rule, 'signalbox.yaml'));
  const reason = endReasonOf(before.rule, rule);
  if (reason) await endInstances(client, before, { reason, ...context });
  await updateRule(client, before.id, rule, reason !== null);
  await declareRule(client, before.id);
}
