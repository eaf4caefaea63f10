// Where alerts are told. Settings are sealed and never answered; a test notice goes the way that real ones go.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NoticeBody } from '#lib/alerts/notice-body.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import { publicUrl } from '#lib/auth/public-url.ts';
import type { DeliveryView } from '#lib/contracts/alert.ts';
import {
  type ChannelChange,
  type ChannelCreated,
  type ChannelInput,
  type ChannelView,
  channelConfigs,
} from '#lib/contracts/alert-channel.ts';
import type { Page } from '#lib/contracts/page.ts';
import { type StoredChannel, selectChannels } from '#lib/db/alert/select-channels.ts';
import { insertTestDelivery, selectDelivery } from '#lib/db/alert/test-delivery.ts';
import { deleteChannel, insertChannel, updateChannel } from '#lib/db/alert/write-channel.ts';
import { insertAudit } from '#lib/db/audit/insert-audit.ts';
import { inTransaction } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors.ts';
import { newSigningSecret, openChannel, sealChannel } from '#lib/notify/channel-secrets.ts';
import { secretBox } from '../sources.ts';
import { refuseBound, uuid } from './bound.ts';

const viewOf = ({ id, name, kind, config, sendResolved, disabledReason, createdAt }: StoredChannel): ChannelView => ({
  id,
  name,
  kind,
  target: String(config.target ?? ''),
  sendResolved,
  disabledReason,
  createdAt: createdAt.toISOString(),
});

async function find(caller: Caller, id: string): Promise<StoredChannel> {
  refuseBound(caller);
  const found = uuid.test(id) ? (await selectChannels(caller.pool, id))[0] : undefined;
  if (!found) throw new AppError('not_found', 'There is no such channel.');
  return found;
}

export async function listChannels(caller: Caller): Promise<Page<ChannelView>> {
  refuseBound(caller);
  return { items: (await selectChannels(caller.pool)).map(viewOf), nextCursor: null };
}

/** The path of a chat's webhook is its password: only the host is shown. */
const targetOf = (config: Record<string, unknown>): string => new URL(String(config.url)).host;

export async function createChannel(caller: Caller, input: ChannelInput): Promise<ChannelCreated> {
  refuseBound(caller);
  const config = channelConfigs[input.kind].parse(input.config);
  const signingSecret = input.kind === 'webhook' ? newSigningSecret() : null;
  const { actor } = caller.principal;
  const id = await inTransaction(caller.pool, async (client) => {
    const made = await insertChannel(client, {
      ...input,
      config: { target: targetOf(config) },
      secret: sealChannel(secretBox(), { config, signingSecret }),
      createdBy: actor,
    });
    const after = { name: input.name, kind: input.kind, target: targetOf(config) };
    await insertAudit(client, {
      actor,
      action: 'alert.channel.create',
      target: `channel:${made}`,
      after,
      result: 'ok',
    });
    return made;
  });
  return { ...viewOf(await find(caller, id)), signingSecret };
}

/** What is left out stays; a channel that was disabled is tried again. */
export async function changeChannel(caller: Caller, id: string, change: ChannelChange): Promise<ChannelView> {
  const stored = await find(caller, id);
  const secrets = secretBox();
  const known = openChannel(secrets, stored.secret);
  const parsed = change.config === undefined ? null : channelConfigs[stored.kind].safeParse(change.config);
  if (parsed && !parsed.success) {
    const fields = Object.fromEntries(
      parsed.error.issues.map((issue) => [`config.${issue.path.join('.')}`, issue.message]),
    );
    throw new AppError('invalid_input', 'Some values are not valid.', { fields });
  }
  const config: Record<string, unknown> = parsed?.data ?? known.config;
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await updateChannel(client, id, {
      name: change.name ?? stored.name,
      sendResolved: change.sendResolved ?? stored.sendResolved,
      config: { target: targetOf(config) },
      secret: sealChannel(secrets, { ...known, config }),
    });
    const after = { changed: Object.keys(change).sort() };
    await insertAudit(client, { actor, action: 'alert.channel.change', target: `channel:${id}`, after, result: 'ok' });
  });
  return viewOf(await find(caller, id));
}

/** Throws AppError('conflict') while rules tell it. */
export async function removeChannel(caller: Caller, id: string): Promise<void> {
  const stored = await find(caller, id);
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    const users = await deleteChannel(client, id);
    if (users.length > 0)
      throw new AppError('conflict', `Rules still tell it: ${users.join(', ')}. Change them first.`);
    const before = { name: stored.name, kind: stored.kind };
    await insertAudit(client, { actor, action: 'alert.channel.delete', target: `channel:${id}`, before, result: 'ok' });
  });
}

const waitMs = 15_000;

/** Sends a notice that says it is a test, through the outbox, and tells what came of the first try. */
export async function testChannel(caller: Caller, id: string, nowMs: number): Promise<DeliveryView> {
  await find(caller, id);
  const body = testNotice(nowMs);
  await insertTestDelivery(caller.pool, { id: body.id, channelId: id, body });
  for (const until = Date.now() + waitMs; Date.now() < until; ) {
    const delivery = await selectDelivery(caller.pool, body.id);
    if (delivery && (delivery.state !== 'pending' || delivery.lastError !== null)) return delivery;
    await sleep(100);
  }
  throw new AppError('unavailable', 'It was not sent in time. Is a process with the role keeper running?');
}

function testNotice(nowMs: number): NoticeBody {
  const at = new Date(nowMs).toISOString();
  return {
    type: 'alert.firing',
    id: randomUUID(),
    episodeId: randomUUID(),
    at,
    rule: { id: randomUUID(), name: 'Test notice: nothing is wrong', severity: 'info', runbookUrl: null },
    labels: { environment: 'test', queue: 'example' },
    metric: 'runs.dead',
    op: '>',
    value: 1,
    threshold: 0,
    samples: 1,
    window: { from: new Date(nowMs - 300_000).toISOString(), to: at },
    since: at,
    url: `${publicUrl()}/alerts`,
    runs: [],
  };
}
