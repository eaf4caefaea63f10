import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluateDue } from '#lib/alerts/evaluator.ts';
import { addSelfRules } from '#lib/alerts/self-rules.ts';
import { bootstrap, call, useDatabase } from '#lib/api/testing/call.ts';
import type { DeliveryView, InstanceList, PreviewView, SilenceList, TransitionList } from '#lib/contracts/alert.ts';
import type { ChannelCreated, ChannelList } from '#lib/contracts/alert-channel.ts';
import type { RuleList, RuleView } from '#lib/contracts/alert-rule.ts';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import { prepareDatabase } from '#lib/db/partition/prepare-database.ts';
import { deriveAll } from '#lib/derive/testing/drain.ts';
import { jobStream } from '#lib/derive/testing/job-stream.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { acquireLease } from '#lib/lease.ts';
import { deliverUntil } from '#lib/notify/deliver.ts';
import { createSecretBox } from '#lib/secrets.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { POST as rotate } from './channels/[id]/rotate/route.ts';
import { DELETE as dropChannel } from './channels/[id]/route.ts';
import { POST as tryChannel } from './channels/[id]/test/route.ts';
import { POST as addChannel, GET as listChannels } from './channels/route.ts';
import { GET as listHistory } from './history/route.ts';
import { POST as acknowledge } from './instances/[id]/acknowledge/route.ts';
import { GET as listInstances } from './instances/route.ts';
import { PATCH as changeRule, DELETE as dropRule } from './rules/[id]/route.ts';
import { POST as preview } from './rules/preview/route.ts';
import { POST as addRule, GET as listRules } from './rules/route.ts';
import { DELETE as endSilence } from './silences/[id]/route.ts';
import { POST as addSilence, GET as listSilences } from './silences/route.ts';

let database: TestDatabase;
const heard: { headers: Record<string, string>; body: string }[] = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    heard.push({ headers: request.headers as Record<string, string>, body });
    response.end('thanks');
  });
});
let hook: string;

beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
  await prepareDatabase(database.pool);
  await commitIngest(database.pool, {
    evidence: jobStream({ runs: 200, runsPerSecond: 1, startUs: Math.floor(Date.now() - 400_000) * 1000 }),
  });
  await deriveAll(database.pool);
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  receiver.close();
  await database.drop();
});

const post = <T>(handler: typeof addRule, body: object, params = {}) =>
  call<T>(handler, '/api/v1/alerts', { method: 'POST', body, params });
const busy = {
  name: 'Busy',
  kind: 'threshold',
  metric: 'runs.enqueued',
  value: 0,
  forMs: 0,
  evaluationDelayMs: 0,
  groupBy: [],
};

describe('alert rules', () => {
  test('are refused with the field named when they cannot work', async () => {
    const faults = async (body: object) => (await post<ErrorBody>(addRule, body)).body.error.fields;
    expect(Object.keys((await faults({ name: 'x', kind: 'threshold' })) ?? {})).toEqual(['metric', 'value']);
    expect(Object.keys((await faults({ ...busy, recoveryValue: 5 })) ?? {})).toEqual(['recoveryValue']);
    const nobody = '0b0e7f4e-5a35-4d3e-9a0e-4a2b2f0f0001';
    expect((await faults({ ...busy, channels: [nobody] }))?.channels).toContain('not there');
    expect(JSON.stringify(await faults({ ...busy, windowMinutes: 5 }))).toContain('windowMinutes');
  });

  test('are made, tried on history, evaluated, acknowledged, changed and removed, and history keeps it all', async () => {
    const tried = await post<PreviewView>(preview, { rule: busy, windowMs: 3_600_000 });
    expect(tried.status).toBe(200);
    expect(tried.body.firings.length).toBeGreaterThan(0);
    expect(tried.body.series[0]?.points.length).toBe(60);

    const made = await post<RuleView>(addRule, busy);
    expect(made.status).toBe(201);
    expect(made.body.rule).toMatchObject({ severity: 'warning', repeatMs: 14_400_000, recoveryValue: 0 });
    const lease = await acquireLease(database.pool, 'test', 'alerts', 600_000);
    if (!lease) throw new Error('not taken');
    expect(await evaluateDue(database.pool, lease, 'http://localhost:3000')).toMatchObject({
      evaluated: 1,
      changed: 1,
    });
    const { id } = made.body;
    expect((await call<RuleList>(listRules, '/api/v1/alerts/rules')).body.items).toMatchObject([{ id, firing: 1 }]);

    const firing = (await call<InstanceList>(listInstances, '/api/v1/alerts/instances')).body.items[0];
    expect(firing).toMatchObject({ phase: 'firing', rule: { name: 'Busy' }, acknowledged: null, isSilenced: false });
    const taken = await post(acknowledge, {}, { id: firing?.id });
    expect(taken.status).toBe(204);
    const after = (await call<InstanceList>(listInstances, '/api/v1/alerts/instances')).body.items[0];
    expect(after?.acknowledged?.by).toBeTruthy();

    const changed = await call<RuleView>(changeRule, `/api/v1/alerts/rules/${id}`, {
      method: 'PATCH',
      body: { value: 1e9, recoveryValue: 1e9 },
      params: { id },
    });
    expect(changed.body).toMatchObject({ version: 2, firing: 0, rule: { value: 1e9, metric: 'runs.enqueued' } });
    const gone = await call(dropRule, `/api/v1/alerts/rules/${id}`, { method: 'DELETE', params: { id } });
    expect(gone.status).toBe(204);
    expect((await call<RuleList>(listRules, '/api/v1/alerts/rules')).body.items).toEqual([]);
    const history = (await call<TransitionList>(listHistory, '/api/v1/alerts/history')).body.items;
    expect(history.map(({ to, reason }) => `${to} ${reason}`)).toEqual(['normal rule_changed', 'firing condition']);
    // A rule that catches up writes later what was earlier.
    await database.pool.query(
      `insert into alert_transition (instance_id, rule_id, rule_version, samples, at, from_phase, to_phase, reason, labels)
       select instance_id, rule_id, 1, 0, at - interval '1 minute', 'normal', 'pending', 'condition', labels from alert_transition order by at limit 1`,
    );
    const words: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `/api/v1/alerts/history?limit=1${cursor && `&cursor=${cursor}`}`;
      const page: TransitionList = (await call<TransitionList>(listHistory, path)).body;
      words.push(...page.items.map(({ to }) => to));
      cursor = page.nextCursor;
    }
    expect(words).toEqual(['normal', 'firing', 'pending']);
  });
});

test('a value is changed alone, and what Signalbox watches itself by is shown on request and stays', async () => {
  const made = await post<RuleView>(addRule, { ...busy, name: 'One value', value: 10 });
  const { id } = made.body;
  const patch = (rule: string, body: object) =>
    call<RuleView & ErrorBody>(changeRule, `/api/v1/alerts/rules/${rule}`, {
      method: 'PATCH',
      body,
      params: { id: rule },
    });
  expect((await patch(id, { value: 5 })).body.rule).toMatchObject({ value: 5, recoveryValue: 5 });
  expect((await patch(id, { recoveryValue: 7 })).body.error.fields).toHaveProperty('recoveryValue');
  await addSelfRules(database.pool);
  const names = async (query: string) =>
    (await call<RuleList>(listRules, `/api/v1/alerts/rules${query}`)).body.items.map(({ rule }) => rule.name);
  expect(await names('')).not.toContain('Notices do not arrive');
  expect(await names('?self=true')).toContain('Notices do not arrive');
  const self = (await call<RuleList>(listRules, '/api/v1/alerts/rules?self=true')).body.items.find(
    ({ rule }) => rule.kind === 'self',
  );
  expect((await patch(self?.id ?? '', { enabled: false })).status).toBe(409);
  expect((await call(dropRule, '/x', { method: 'DELETE', params: { id } })).status).toBe(204);
});

describe('channels', () => {
  test('exchange their secret, once shown, while the old one goes on signing', async () => {
    const made = await post<ChannelCreated>(addChannel, { name: 'rotated', kind: 'webhook', config: { url: hook } });
    const { id, signingSecret } = made.body;
    const next = await post<ChannelCreated>(rotate, {}, { id });
    expect(next.body.signingSecret).toMatch(/^whsec_/);
    expect(next.body.signingSecret).not.toBe(signingSecret);
    expect(Date.parse(next.body.previousSecretUntil ?? '')).toBeGreaterThan(Date.now());
    expect((await call(dropChannel, '/x', { method: 'DELETE', params: { id } })).status).toBe(204);
  });

  test('of e-mail show who gets it, never how', async () => {
    const config = { url: 'smtp://me:hidden@mail.example.com', from: 'a@example.com', to: ['b@example.com'] };
    const made = await post<ChannelCreated>(addChannel, { name: 'mail', kind: 'email', config });
    expect(made.body).toMatchObject({ target: 'b@example.com', signingSecret: null });
    expect(JSON.stringify(made.body)).not.toContain('hidden');
    await call(dropChannel, '/x', { method: 'DELETE', params: { id: made.body.id } });
  });

  test('tell their secret once, show only a host, are tested on the way that notices go, and stay while rules need them', async () => {
    const made = await post<ChannelCreated>(addChannel, { name: 'hook', kind: 'webhook', config: { url: hook } });
    expect(made.status).toBe(201);
    expect(made.body.signingSecret).toMatch(/^whsec_/);
    const { id } = made.body;
    const listed = await call<ChannelList>(listChannels, '/api/v1/alerts/channels');
    expect(listed.body.items).toMatchObject([{ name: 'hook', target: new URL(hook).host }]);
    expect(JSON.stringify(listed.body)).not.toContain('whsec_');

    const stop = new AbortController();
    const secrets = createSecretBox(process.env.SIGNALBOX_SECRET ?? '');
    const delivering = deliverUntil({ pool: database.pool, secrets, allowHosts: ['127.0.0.1'] }, stop.signal);
    const tested = await post<DeliveryView>(tryChannel, {}, { id });
    stop.abort();
    await delivering;
    expect(tested.body).toMatchObject({ state: 'delivered', tries: 1, lastStatus: 200 });
    const [one] = heard;
    expect(new Webhook(made.body.signingSecret ?? '').verify(one?.body ?? '', one?.headers ?? {})).toMatchObject({
      rule: { name: 'Test notice: nothing is wrong' },
    });

    await post(addRule, { ...busy, name: 'Needs it', channels: [id] });
    const refused = await call<ErrorBody>(dropChannel, '/x', { method: 'DELETE', params: { id } });
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toContain('Needs it');
  });

  test('name what of their settings is wrong', async () => {
    const { body } = await post<ErrorBody>(addChannel, {
      name: 'p',
      kind: 'pagerduty',
      config: { routingKey: 'short' },
    });
    expect(body.error.fields?.['config.routingKey']).toContain('32 characters');
  });
});

describe('silences', () => {
  test('need a label, a reason and an end within 30 days, and are ended, not deleted', async () => {
    const matchers = [{ label: 'queue', op: '=', value: 'mail' }];
    const endsAt = new Date(Date.now() + 3_600_000).toISOString();
    const far = new Date(Date.now() + 40 * 86_400_000).toISOString();
    expect((await post<ErrorBody>(addSilence, { matchers: [], endsAt, comment: 'x' })).status).toBe(400);
    expect(
      (await post<ErrorBody>(addSilence, { matchers, endsAt: far, comment: 'x' })).body.error.fields?.endsAt,
    ).toContain('30 days');
    const made = await post<{ id: string }>(addSilence, { matchers, endsAt, comment: 'deploy' });
    expect(made.status).toBe(201);
    const { id } = made.body;
    expect((await call(endSilence, '/x', { method: 'DELETE', params: { id } })).status).toBe(204);
    const left = (await call<SilenceList>(listSilences, '/api/v1/alerts/silences')).body.items;
    expect(left).toMatchObject([{ id, comment: 'deploy' }]);
    expect(Date.parse(left[0]?.endsAt ?? '')).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  test('come again and again where they name when, and are refused with the field named where they do not', async () => {
    const endsAt = new Date(Date.now() + 300 * 86_400_000).toISOString();
    const body = { matchers: [{ label: 'queue', op: '=', value: 'mail' }], endsAt, comment: 'nightly' };
    const every = { cron: '* * * * *', timeZone: 'Europe/Berlin', durationMs: 120_000 };
    expect((await post<SilenceList['items'][0]>(addSilence, { ...body, recurrence: every })).body).toMatchObject({
      isOn: true,
    });
    const fault = async (change: object) =>
      Object.keys(
        (await post<ErrorBody>(addSilence, { ...body, recurrence: { ...every, ...change } })).body.error.fields ?? {},
      );
    expect(await fault({ cron: 'often' })).toEqual(['recurrence.cron']);
    expect(await fault({ timeZone: 'Europe/Nowhere' })).toEqual(['recurrence.timeZone']);
  });

  test('are seen by nobody without a token', async () => {
    const { status } = await call(listSilences, '/api/v1/alerts/silences', { token: null });
    expect(status).toBe(401);
    expect(bootstrap).toBeTruthy();
  });
});
