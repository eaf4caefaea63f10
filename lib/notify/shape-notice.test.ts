import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { NoticeBody } from '#lib/alerts/notice-body.ts';
import { channelKinds } from '#lib/contracts/alert-channel.ts';
import { shapeNotice } from './shape-notice.ts';

const notice: NoticeBody = {
  type: 'alert.firing',
  id: '0b0e7f4e-5a35-8d3e-8a0e-4a2b2f0f0001',
  episodeId: '0b0e7f4e-5a35-8d3e-8a0e-4a2b2f0f0002',
  at: '2026-11-24T10:00:00.000Z',
  rule: { id: 'r', name: 'Receipts <!channel> & co', severity: 'critical', runbookUrl: 'https://wiki/receipts' },
  labels: { queue: 'mail' },
  metric: 'duration.p95',
  op: '>',
  value: 6203.4567,
  threshold: 5000,
  samples: 40,
  window: { from: '2026-11-24T09:55:00.000Z', to: '2026-11-24T10:00:00.000Z' },
  since: '2026-11-24T09:58:00.000Z',
  url: 'https://signalbox.example/runs?queue=mail',
  runs: [{ id: 'run-1', correlationId: 'req-7', url: 'https://signalbox.example/runs/run-1' }],
};
const secrets = { config: { url: 'https://hooks.example/x', routingKey: 'k'.repeat(32) }, signingSecret: null };
const shape = (kind: (typeof channelKinds)[number], of: NoticeBody = notice) =>
  JSON.parse(shapeNotice(kind, secrets, of, 0).body);

describe('a notice', () => {
  it('to a webhook is signed so that any Standard Webhooks library accepts it, and no altered one', () => {
    const signingSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const { headers, body } = shapeNotice('webhook', { ...secrets, signingSecret }, notice, Date.now());
    expect(new Webhook(signingSecret).verify(body, headers)).toEqual(notice);
    expect(headers['webhook-id']).toBe(notice.id);
    expect(() => new Webhook(signingSecret).verify(body.replace('mail', 'pay'), headers)).toThrow();
  });

  it('tells value, threshold, runs and where to look to every receiver', () => {
    for (const kind of channelKinds) {
      const text = JSON.stringify(shape(kind));
      expect(text, kind).toContain('Receipts');
      expect(text, kind).toContain('https://signalbox.example/runs?queue=mail');
      if (kind !== 'teams' && kind !== 'alertmanager') expect(text, kind).toContain('req-7');
    }
  });

  it('cannot make a chat call anybody', () => {
    expect(JSON.stringify(shape('slack'))).toContain('&lt;!channel&gt; &amp; co');
    expect(shape('discord').allowed_mentions).toEqual({ parse: [] });
  });

  it('opens and closes one incident under one key', () => {
    const resolved = { ...notice, type: 'alert.resolved' as const };
    expect(shape('pagerduty')).toMatchObject({ event_action: 'trigger', dedup_key: notice.episodeId });
    expect(shape('pagerduty', resolved)).toMatchObject({ event_action: 'resolve', dedup_key: notice.episodeId });
    expect(shape('alertmanager').alerts[0]).toMatchObject({ status: 'firing', endsAt: '0001-01-01T00:00:00Z' });
    expect(shape('alertmanager', resolved).alerts[0]).toMatchObject({ status: 'resolved', endsAt: notice.at });
  });
});
