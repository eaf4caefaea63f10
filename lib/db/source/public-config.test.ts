import { describe, expect, it } from 'vitest';
import { keepSecrets, publicConfig } from './public-config.ts';

const stored = {
  url: 'redis://reader:s3cret@redis.internal:6379/2',
  prefix: 'bull',
  authToken: 'abc',
  tls: { password: 'x', ca: 'y' },
};

describe('what is shown of a source', () => {
  it('has no password, token or secret in it, at any depth', () => {
    expect(publicConfig(stored)).toEqual({
      url: 'redis://reader@redis.internal:6379/2',
      prefix: 'bull',
      tls: { ca: 'y' },
    });
    expect(publicConfig({ url: 'postgres://h/db?password=s3cret&sslmode=require' })).toEqual({
      url: 'postgres://h/db?sslmode=require',
    });
    expect(JSON.stringify(publicConfig({ url: 'redis://user:pass word@:bad:port' }))).not.toContain('pass');
  });

  it('can be sent back without losing the secret', () => {
    const shown = publicConfig(stored);
    expect(keepSecrets({ ...shown, prefix: 'jobs' }, stored)).toMatchObject({
      url: stored.url,
      prefix: 'jobs',
      authToken: 'abc',
    });
  });

  it('takes a new address as it is, and sends it no secret of the one before', () => {
    expect(keepSecrets({ url: 'redis://other:6379' }, stored)).toEqual({ url: 'redis://other:6379' });
    const known = { endpoint: 'https://sqs.internal', region: 'eu-1', secretKey: 's3cret' };
    expect(keepSecrets({ region: 'eu-1', endpoint: 'https://sqs.internal' }, known).secretKey).toBe('s3cret');
    for (const next of [{ ...known, endpoint: 'https://evil' }, { region: 'eu-1' }, { ...known, region: 'us-1' }]) {
      const { secretKey: _, ...config } = { ...next, secretKey: '' };
      expect(keepSecrets(config, known), JSON.stringify(config)).not.toHaveProperty('secretKey');
    }
  });
});
