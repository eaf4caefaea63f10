// Where alerts are told. Settings are sealed and never answered; a test notice goes the way that real ones go.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NoticeBody } from '#lib/alerts/notice-body.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import { publicUrl } from '#lib/auth/public-url.ts';
import { secretBox } from '#lib/auth/web-secret.ts';
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
import { movePart, writeParts } from '#lib/db/secret/secret-parts.ts';
import { AppError } from '#lib/errors.ts';
import { formerSigningPart, newSigningSecret, sealChannel, signingPart } from '#lib/notify/channel-secrets.ts';
import { targetOf } from '#lib/notify/channel-target.ts';
import { refuseBound, uuid } from './bound.ts';

const viewOf = (channel: StoredChannel): ChannelView => {
  const { id, name, kind, config, isDeclared, sendResolved, disabledReason, createdAt } = channel;
  const untilMs = Number(config.previousSecretUntil ?? 0);
  return {
    id,
    name,
    kind,
    target: String(config.target ?? ''),
    isDeclared,
    previousSecretUntil: untilMs > Date.now() ? new Date(untilMs).toISOString() : null,
    sendResolved,
    disabledReason,
    createdAt: createdAt.toISOString(),
  };
};

function refuseDeclared({ isDeclared, name }: StoredChannel): void {
  if (isDeclared) throw new AppError('conflict', `'${name}' is declared in signalbox.yaml: change it there.`);
}

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

export async function createChannel(caller: Caller, input: ChannelInput): Promise<ChannelCreated> {
  refuseBound(caller);
  const config = channelConfigs[input.kind].parse(input.config);
  const signingSecret = input.kind === 'webhook' ? newSigningSecret() : null;
  const { actor } = caller.principal;
  const id = randomUUID();
  await inTransaction(caller.pool, async (client) => {
    await insertChannel(client, {
      ...input,
      id,
      config: { target: targetOf(config) },
      createdBy: actor,
    });
    await writeParts(client, 'alert_channel', id, sealChannel(secretBox(), id, { config, signingSecret }));
    const after = { name: input.name, kind: input.kind, target: targetOf(config) };
    await insertAudit(client, {
      actor,
      action: 'alert.channel.create',
      target: `channel:${id}`,
      after,
      result: 'ok',
    });
  });
  return { ...viewOf(await find(caller, id)), signingSecret };
}

/** What is left out stays; a channel that was disabled is tried again. */
export async function changeChannel(caller: Caller, id: string, change: ChannelChange): Promise<ChannelView> {
  const stored = await find(caller, id);
  refuseDeclared(stored);
  const parsed = change.config === undefined ? null : channelConfigs[stored.kind].safeParse(change.config);
  if (parsed && !parsed.success) {
    const fields = Object.fromEntries(
      parsed.error.issues.map((issue) => [`config.${issue.path.join('.')}`, issue.message]),
    );
    throw new AppError('invalid_input', 'Some values are not valid.', { fields });
  }
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await updateChannel(client, id, {
      name: change.name ?? stored.name,
      sendResolved: change.sendResolved ?? stored.sendResolved,
      config: parsed ? { ...stored.config, target: targetOf(parsed.data) } : stored.config,
    });
    if (parsed) {
      await writeParts(client, 'alert_channel', id, sealChannel(secretBox(), id, { config: parsed.data }));
    }
    const after = { changed: Object.keys(change).sort() };
    await insertAudit(client, { actor, action: 'alert.channel.change', target: `channel:${id}`, after, result: 'ok' });
  });
  return viewOf(await find(caller, id));
}

/** How long the secret before goes on signing beside the new one. */
const overlapMs = 86_400_000;

/** A new signing secret; for a day both sign, so that the receiver can be changed in between. Throws AppError('conflict') for other kinds. */
export async function rotateSecret(caller: Caller, id: string, nowMs: number): Promise<ChannelCreated> {
  const stored = await find(caller, id);
  if (stored.kind !== 'webhook') throw new AppError('conflict', 'Only webhooks have a signing secret.');
  const signingSecret = newSigningSecret();
  const untilMs = nowMs + overlapMs;
  const { actor } = caller.principal;
  await inTransaction(caller.pool, async (client) => {
    await updateChannel(client, id, {
      ...stored,
      config: { ...stored.config, previousSecretUntil: untilMs },
    });
    await movePart(client, 'alert_channel', id, { from: signingPart, to: formerSigningPart });
    await writeParts(client, 'alert_channel', id, sealChannel(secretBox(), id, { signingSecret }));
    await insertAudit(client, { actor, action: 'alert.channel.rotate', target: `channel:${id}`, result: 'ok' });
  });
  return { ...viewOf(await find(caller, id)), signingSecret };
}

/** Throws AppError('conflict') while rules tell it. */
export async function removeChannel(caller: Caller, id: string): Promise<void> {
  const stored = await find(caller, id);
  refuseDeclared(stored);
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
    rule: {
      id: randomUUID(),
      name: 'Test notice: nothing is wrong',
      severity: 'info',
      kind: 'deadLetter',
      runbookUrl: null,
    },
    labels: { environment: 'test', queue: 'example' },
    metric: 'runs.dead',
    op: '>',
    value: 1,
    threshold: 0,
    samples: 1,
    sentence: 'runs dead 1 over 5 m (fires above 0)',
    isFlapping: false,
    window: { from: new Date(nowMs - 300_000).toISOString(), to: at },
    since: at,
    url: `${publicUrl()}/alerts`,
    runs: [],
  };
}
