import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StoredChannel, selectChannels } from '#lib/db/alert/select-channels.ts';
import { selectRules } from '#lib/db/alert/select-rules.ts';
import { replaceParts, selectParts, wholePart } from '#lib/db/secret/secret-parts.ts';
import { openChannel } from '#lib/notify/channel-secrets.ts';
import { createSecretBox } from '#lib/secrets.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { sealUnbound } from '#lib/testing/seal-unbound.ts';
import { parseDeclaredAlerts } from './declared-alerts.ts';
import { upsertDeclaredAlerts } from './upsert-declared-alerts.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const context = { secrets: createSecretBox('a secret for tests'), publicUrl: 'http://x', nowMs: Date.now() };
async function declare(text: string): Promise<void> {
  const declared = parseDeclaredAlerts(text, {});
  if (declared) await upsertDeclaredAlerts(database.pool, declared, context);
}
const channel = 'channels: [{ name: on call, kind: slack, config: { url: "https://hooks.slack.com/services/x" } }]';
const rules = async () =>
  (await selectRules(database.pool)).map(({ rule, version }) => ({
    name: rule.name,
    version,
    value: rule.value,
    told: rule.channels.length,
  }));

test('rules and channels become what the file says, untouched where it says the same, removed where it says no more', async () => {
  const rule = (value: number) =>
    `${channel}\nrules: [{ name: deep, kind: threshold, metric: depth.queued, value: ${value}, channels: [on call] }]`;
  await declare(rule(5));
  expect(await rules()).toEqual([{ name: 'deep', version: 1, value: 5, told: 1 }]);
  await declare(rule(5));
  expect(await rules()).toEqual([{ name: 'deep', version: 1, value: 5, told: 1 }]);
  await declare(rule(6));
  expect(await rules()).toEqual([{ name: 'deep', version: 2, value: 6, told: 1 }]);
  await declare('rules: []');
  expect(await rules()).toEqual([]);
  expect(await selectChannels(database.pool)).toMatchObject([{ name: 'on call', isDeclared: false }]);
});

test('a rule that tells a channel which is nowhere is refused with its place', async () => {
  await expect(declare('rules: [{ name: x, kind: deadLetter, channels: [nobody] }]')).rejects.toMatchObject({
    fields: { 'rules.0.channels': expect.stringContaining('nobody') },
  });
});

test('a channel is sealed for its row and left alone while it says the same', async () => {
  const stored = async () => {
    const found = (await selectChannels(database.pool)).find(({ name }) => name === 'on call') as StoredChannel;
    return { ...found, parts: await selectParts(database.pool, 'alert_channel', found.id) };
  };
  await declare(channel);
  const first = await stored();
  const settings = openChannel(context.secrets, first);
  expect(settings.config).toEqual({ url: 'https://hooks.slack.com/services/x' });
  await declare(channel);
  expect((await stored()).parts).toEqual(first.parts);
  const whole = sealUnbound('a secret for tests', JSON.stringify(settings), 'alert channel');
  await replaceParts(database.pool, 'alert_channel', first.id, { [wholePart]: whole });
  await declare(channel);
  const { parts } = await stored();
  expect(Object.keys(parts)).toEqual(['config']);
  expect(openChannel(context.secrets, await stored())).toEqual(settings);
});
