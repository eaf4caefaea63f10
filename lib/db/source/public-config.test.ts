import { describe, expect, it } from 'vitest';
import { keptSecrets, publicConfig, secretConfig } from './public-config.ts';

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

  it('leaves apart what is not shown whole, each as it was given', () => {
    expect(secretConfig(stored)).toEqual({ url: stored.url, authToken: 'abc', tls: stored.tls });
  });
});

describe('which secrets stay', () => {
  const shown = publicConfig(stored);
  const kept = (next: Record<string, unknown>) => keptSecrets(next, shown, Object.keys(secretConfig(stored)));

  it('are all of them when what was shown is sent back', () => {
    expect(kept({ ...shown, prefix: 'jobs' })).toEqual(['url', 'authToken', 'tls']);
    // as a store of JSON gives it back
    expect(kept({ tls: { ca: 'y' }, url: shown.url })).toEqual(['url', 'authToken', 'tls']);
  });

  it('are those that nothing new was given for', () => {
    expect(kept({ ...shown, authToken: 'def', tls: { ca: 'z' } })).toEqual(['url']);
    expect(kept({ ...shown, url: 'redis://reader:other@redis.internal:6379/2' })).not.toContain('url');
  });

  it('are none where the connection leads elsewhere', () => {
    expect(kept({ ...shown, url: 'redis://other:6379' })).toEqual([]);
    const known = { endpoint: 'https://sqs.internal', region: 'eu-1', secretKey: 's3cret' };
    const keptOf = (next: Record<string, unknown>) => keptSecrets(next, publicConfig(known), ['endpoint', 'secretKey']);
    expect(keptOf({ region: 'eu-1', endpoint: 'https://sqs.internal' })).toContain('secretKey');
    for (const next of [
      { region: 'eu-1', endpoint: 'https://evil' },
      { region: 'eu-1' },
      { endpoint: 'https://sqs.internal', region: 'us-1' },
    ])
      expect(keptOf(next), JSON.stringify(next)).not.toContain('secretKey');
  });
});
