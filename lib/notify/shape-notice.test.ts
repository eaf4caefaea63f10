import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { NoticeBody } from '#lib/alerts/notice-body.ts';
import { channelConfigs } from '#lib/contracts/alert-channel.ts';
import type { Notice } from './notice-text.ts';
import { type HttpKind, shapeNotice } from './shape-notice.ts';
import { email } from './shapes/email.ts';

const alert: NoticeBody = {
  type: 'alert.firing',
  id: '0b0e7f4e-5a35-8d3e-8a0e-4a2b2f0f0001',
  episodeId: '0b0e7f4e-5a35-8d3e-8a0e-4a2b2f0f0002',
  at: '2026-11-24T10:00:00.000Z',
  rule: {
    id: 'r',
    name: 'Receipts <!channel> & co',
    severity: 'critical',
    kind: 'threshold',
    runbookUrl: 'https://wiki/receipts',
  },
  labels: { queue: 'mail' },
  metric: 'duration.p95',
  op: '>',
  value: 6203.4567,
  threshold: 5000,
  samples: 40,
  sentence: 'p95 duration 6.2 s over 5 m (fires above 5 s)',
  window: { from: '2026-11-24T09:55:00.000Z', to: '2026-11-24T10:00:00.000Z' },
  since: '2026-11-24T09:58:00.000Z',
  isFlapping: false,
  url: 'https://signalbox.example/runs?queue=mail',
  runs: [{ id: 'run-1', correlationId: 'req-7', url: 'https://signalbox.example/runs/run-1' }],
};
const notice: Notice = { id: alert.id, alerts: [alert] };
const other = { ...alert, labels: { queue: 'pay' }, episodeId: '0b0e7f4e-5a35-8d3e-8a0e-4a2b2f0f0003' };
const both: Notice = { id: alert.id, alerts: [alert, { ...other, type: 'alert.resolved' }] };
const secrets = { config: { url: 'https://hooks.example/x', routingKey: 'k'.repeat(32) }, signingSecret: null };
const shape = (kind: HttpKind, of: Notice = notice, config: object = {}) =>
  JSON.parse(shapeNotice(kind, { ...secrets, config: { ...secrets.config, ...config } }, of, 0).body);
const kinds: HttpKind[] = ['webhook', 'alertmanager', 'slack', 'pagerduty', 'discord', 'teams'];

describe('a webhook', () => {
  const signingSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

  it('is signed so that any Standard Webhooks library accepts it, and no altered one', () => {
    const { headers, body } = shapeNotice('webhook', { ...secrets, signingSecret }, notice, Date.now());
    expect(new Webhook(signingSecret).verify(body, headers)).toEqual({ ...alert, alerts: [alert] });
    expect(headers['webhook-id']).toBe(notice.id);
    expect(() => new Webhook(signingSecret).verify(body.replace('mail', 'pay'), headers)).toThrow();
  });

  it('is signed with the old secret too until the day of a new one is over', () => {
    const old = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    const previous = { signingSecret: old, untilMs: Date.now() + 60_000 };
    const now = Date.now();
    const during = shapeNotice('webhook', { ...secrets, signingSecret, previous }, notice, now);
    for (const secret of [signingSecret, old]) new Webhook(secret).verify(during.body, during.headers);
    const after = { ...previous, untilMs: now };
    const { body, headers } = shapeNotice('webhook', { ...secrets, signingSecret, previous: after }, notice, now);
    new Webhook(signingSecret).verify(body, headers);
    expect(() => new Webhook(old).verify(body, headers)).toThrow();
  });

  it('lists every alert of a group, and is about the first that fires', () => {
    const body = shape('webhook', { ...both, alerts: both.alerts.toReversed() });
    expect(body).toMatchObject({ type: 'alert.firing', id: notice.id, episodeId: alert.episodeId });
    expect(body.alerts).toHaveLength(2);
  });
});

describe('every receiver', () => {
  it('is told what was seen, the runs behind it, the runbook and where to look', () => {
    const texts = kinds.map((kind) => [kind, JSON.stringify(shape(kind))]);
    texts.push(['email', JSON.stringify(email(notice, {}, 'host'))]);
    for (const [kind, text] of texts) {
      for (const word of [
        'Receipts',
        '6.2 s',
        'https://signalbox.example/runs?queue=mail',
        'req-7',
        'https://wiki/receipts',
      ])
        expect(text, kind).toContain(word);
    }
  });

  it('is told all alerts of a group but PagerDuty, which gets each by itself', () => {
    const texts = kinds.map((kind) => [kind, JSON.stringify(shape(kind, both))]);
    texts.push(['email', JSON.stringify(email(both, {}, 'host'))]);
    for (const [kind, text] of texts) if (kind !== 'pagerduty') expect(text, kind).toMatch(/mail.*pay/s);
  });
});

describe('a chat', () => {
  it('cannot be made to call anybody, nor to show what is no text of ours', () => {
    expect(JSON.stringify(shape('slack'))).toContain('&lt;!channel&gt; &amp; co');
    expect(shape('discord').allowed_mentions).toEqual({ parse: [] });
    expect(email(notice, {}, 'host').html).toContain('Receipts &lt;!channel&gt; &amp; co');
  });

  it('stays within what it takes, however many alerts there are', () => {
    const long = { ...alert, sentence: 'x'.repeat(3_000) };
    const many: Notice = { id: alert.id, alerts: Array.from({ length: 20 }, () => long) };
    const slack = shape('slack', many);
    expect(slack.blocks.length).toBeLessThanOrEqual(50);
    for (const block of slack.blocks) expect(block.text.text.length).toBeLessThanOrEqual(3_000);
    const { embeds, content } = shape('discord', many);
    const characters = embeds.reduce(
      (sum: number, one: { title: string; description: string }) => sum + one.title.length + one.description.length,
      0,
    );
    expect(embeds.length).toBeLessThanOrEqual(10);
    expect(characters).toBeLessThanOrEqual(6_000);
    expect(content).toMatch(/\d+ of them not shown here/);
  });

  it('is told in a channel’s own words, with values made harmless and unknown placeholders refused', () => {
    const wording = {
      title: '{{state}} {{rule}} on {{labels.queue}}{{labels.none}}',
      text: '_{{value}}_ of {{threshold}}',
    };
    expect(shape('slack', notice, wording).blocks[0].text.text).toContain(
      '|Firing Receipts &lt;!channel&gt; &amp; co on mail>*\n_6203_ of 5000',
    );
    const url = 'https://hooks.example/x';
    expect(channelConfigs.slack.safeParse({ url, ...wording }).success).toBe(true);
    const refused = channelConfigs.slack.safeParse({ url, title: '{{constructor}}' });
    expect(refused.error?.issues[0]).toMatchObject({
      path: ['title'],
      message: expect.stringContaining('{{constructor}}'),
    });
  });
});

describe('one incident', () => {
  it('is opened and closed under one key', () => {
    const resolved: Notice = { ...notice, alerts: [{ ...alert, type: 'alert.resolved' }] };
    expect(shape('pagerduty')).toMatchObject({
      routing_key: 'k'.repeat(32),
      event_action: 'trigger',
      dedup_key: alert.episodeId,
      payload: { severity: 'critical', source: 'queue mail' },
    });
    expect(shape('pagerduty', resolved)).toEqual({
      routing_key: 'k'.repeat(32),
      event_action: 'resolve',
      dedup_key: alert.episodeId,
    });
    expect(shape('alertmanager')).toMatchObject({
      version: '4',
      status: 'firing',
      commonLabels: { alertname: alert.rule.name, queue: 'mail' },
      alerts: [{ status: 'firing', endsAt: '0001-01-01T00:00:00Z', fingerprint: alert.episodeId }],
    });
    expect(shape('alertmanager', resolved).alerts[0]).toMatchObject({ status: 'resolved', endsAt: alert.at });
    expect(shape('alertmanager', both).commonLabels).not.toHaveProperty('queue');
  });

  it('is one conversation by e-mail', () => {
    const first = email(notice, {}, 'signalbox.example');
    const second = email({ id: 'other', alerts: [{ ...alert, type: 'alert.resolved' }] }, {}, 'signalbox.example');
    expect(first.messageId).not.toBe(second.messageId);
    expect(first.references).toBe(second.references);
  });
});
