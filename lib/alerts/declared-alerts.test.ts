import { describe, expect, it } from 'vitest';
import type { AppError } from '#lib/errors.ts';
import { parseDeclaredAlerts } from './declared-alerts.ts';

const faults = (text: string, env = {}): string[] => {
  try {
    parseDeclaredAlerts(text, env);
    return [];
  } catch (error) {
    return Object.keys((error as AppError).fields ?? {});
  }
};

describe('alerts in signalbox.yaml', () => {
  it('are channels and rules as the API takes them, with channels by name and secrets from the environment', () => {
    const text = `
channels:
  - { name: on call, kind: slack, config: { url: "\${SLACK_URL}" } }
  - { name: hook, kind: webhook, config: { url: https://example.com/x }, signingSecret: "\${HOOK_SECRET}" }
rules:
  - { name: Receipts are slow, kind: threshold, metric: duration.p95, value: 5000, filter: { queue: [mail] }, channels: [on call] }
`;
    const env = {
      SLACK_URL: 'https://hooks.slack.com/services/x',
      HOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
    };
    expect(parseDeclaredAlerts(text, env)).toMatchObject({
      channels: [{ name: 'on call', config: { url: env.SLACK_URL } }, { signingSecret: env.HOOK_SECRET }],
      rules: [{ name: 'Receipts are slow', channelNames: ['on call'] }],
    });
    expect(faults(text, {})).toContain('channels.0.config.url');
  });

  it('are refused with every fault named', () => {
    expect(
      faults(`
channels: [{ name: a, kind: webhook, config: { url: nonsense } }]
rules: [{ name: x, kind: threshold }, { name: x, kind: deadLetter, channels: a }]
`),
    ).toEqual([
      'channels.0.signingSecret',
      'channels.0.config.url',
      'rules.0.metric',
      'rules.0.value',
      'rules.1.channels',
      'rules.1.name',
    ]);
  });

  it('are nobody’s affair where the file says nothing of them', () => {
    expect(parseDeclaredAlerts('sources: []', {})).toBeNull();
  });
});
