import { describe, expect, it } from 'vitest';
import { faultSentence, secretsIn } from './fault-sentence.ts';

describe('why a source cannot be read', () => {
  it('adds what a code means', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    expect(faultSentence(refused)).toBe('connect ECONNREFUSED 127.0.0.1:1 (nothing listens at this address)');
    expect(faultSentence(new AggregateError([refused], ''))).toContain('nothing listens');
  });

  it('says what a server means that has no code', () => {
    const meant = (said: string) => faultSentence(new Error(said));
    expect(meant("NOPERM this user has no permissions to run the 'xrange' command")).toContain('least rights');
    expect(meant('MOVED 3999 127.0.0.1:6381')).toContain('Redis Cluster');
    expect(meant('WRONGTYPE Operation against a key holding the wrong kind of value')).toContain('check the names');
    expect(meant('Protocol error, got "H" as reply type byte')).toContain('not Redis');
    expect(meant('something else')).toBe('something else');
  });

  it('never shows a secret', () => {
    const config = { url: 'redis://reader:p%40ss@host:6379', authToken: 'tkn-1' };
    const error = new Error(`cannot reach ${config.url} with p@ss and tkn-1, nor postgres://u:other@h/`);
    const said = faultSentence(error, secretsIn(config));
    for (const secret of ['p%40ss', 'p@ss', 'tkn-1', 'other']) expect(said).not.toContain(secret);
  });

  it('is short', () => {
    expect(faultSentence(new Error('x'.repeat(9_000))).length).toBe(500);
  });
});
