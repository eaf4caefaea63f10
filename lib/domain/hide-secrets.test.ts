import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideSecrets, isSecretName } from './hide-secrets.ts';

const body = 'Zk3Vq8Rt5Yw2Xc7Bn4Mj9Lp6Hs1Gd0Fa'.repeat(3);
const secrets: Record<string, string> = {
  'url password': `Zk3Vq8Rt`,
  bearer: body.slice(0, 30),
  jwt: `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${body.slice(0, 30)}`,
  aws: 'AKIAIOSFODNN7EXAMPLE',
  google: `AIza${body.slice(0, 35)}`,
  github: `ghp_${body.slice(0, 36)}`,
  gitlab: `glpat-${body.slice(0, 20)}`,
  npm: `npm_${body.slice(0, 36)}`,
  slack: `xoxb-1234567890-${body.slice(0, 20)}`,
  stripe: `sk_live_${body.slice(0, 24)}`,
  openai: `sk-proj-${body.slice(0, 30)}`,
  ours: `sbx_ad_${body.slice(0, 43)}`,
  widget: `sbw_${body.slice(0, 22)}`,
  webhook: `whsec_${body.slice(0, 32)}`,
  pem: `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`,
};
const carriers: Record<string, (secret: string) => string> = {
  'url password': (secret) => `cannot connect to redis://user:${secret}@cache.internal:6379/0 now`,
  bearer: (secret) => `401 for Authorization: Bearer ${secret}`,
};

describe('secrets in text', () => {
  it('of every known make are hidden, and what stands around them stays', () => {
    for (const [name, secret] of Object.entries(secrets)) {
      const text = (carriers[name] ?? ((one) => `before ${one} after`))(secret);
      const clean = hideSecrets(text);
      expect(clean, name).not.toContain(secret);
      expect(clean, name).toContain('[redacted]');
    }
    expect(hideSecrets(`before ${secrets.aws} after`)).toBe('before [redacted] after');
    expect(hideSecrets('postgres://app:s3cret@db:5432/shop')).toBe('postgres://app:[redacted]@db:5432/shop');
  });

  it('said as name and value are hidden', () => {
    for (const text of [
      'password=hunter22',
      'PGPASSWORD is set, pwd: "hunter22"',
      '{"api_key":"hunter22"}',
      'client_secret = hunter22',
      'token=hunter222',
    ])
      expect(hideSecrets(text), text).not.toContain('hunter22');
  });

  it('that are none are left as they are', () => {
    const texts = [
      'Unexpected token } in JSON at position 3',
      'GET https://example.com/a:b@c',
      'the secret of good tea',
      'task-sk-1',
      'password is wrong',
    ];
    for (const text of texts) expect(hideSecrets(text)).toBe(text);
  });

  it('once hidden stay as they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...Object.values(secrets), 'password=', 'a://b:c@d '), fc.string())),
        (parts) => {
          const clean = hideSecrets(parts.join(' '));
          expect(hideSecrets(clean)).toBe(clean);
        },
      ),
    );
  });

  it('take time in proportion to the text', () => {
    for (const unit of ['a://b:', 'bearer ', 'eyJ', 'password=', '-----BEGIN PRIVATE KEY-----', 'sk-'])
      expect(hideSecrets(unit.repeat(20_000)).length).toBeGreaterThan(0);
  });
});

it('knows names under which secrets stand', () => {
  for (const name of [
    'password',
    'db.password',
    'apiKey',
    'API_KEY',
    'userToken',
    'http.request.header.authorization',
    'client-secret',
    'aws.secretAccessKey',
  ])
    expect(isSecretName(name), name).toBe(true);
  for (const name of ['gen_ai.usage.input_tokens', 'monkey', 'tokenizer', 'secretary', 'job.key', 'passwords_checked'])
    expect(isSecretName(name), name).toBe(false);
});
