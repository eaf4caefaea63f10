import { describe, expect, it } from 'vitest';
import { aboutAnswer, allowedAddresses, isGlobal, retryAfter } from './guarded-post.ts';

describe('where notices may go', () => {
  it('only to addresses of the public internet, however they are written', async () => {
    const inside = [
      'http://127.0.0.1/',
      'http://127.1/',
      'http://2130706433/',
      'http://0x7f000001/',
      'http://0177.0.0.1/',
      'http://0.0.0.0/',
      'http://10.1.2.3/',
      'http://172.16.0.1/',
      'http://192.168.1.1/',
      'http://169.254.169.254/latest/meta-data',
      'http://100.64.0.1/',
      'http://[::1]/',
      'http://[::]/',
      'http://[fe80::1]/',
      'http://[fd00::1]/',
      'http://[::ffff:127.0.0.1]/',
      'http://[64:ff9b::7f00:1]/',
      'http://[2002:7f00:1::]/',
      'http://224.0.0.1/',
      'http://255.255.255.255/',
      'http://localhost/',
      'http://localhost./',
    ];
    for (const url of inside)
      await expect(allowedAddresses(new URL(url), []), url).rejects.toThrow(/not public|no address|ENOTFOUND/);
    expect(await allowedAddresses(new URL('https://93.184.215.14/x'), [])).toEqual([
      { address: '93.184.215.14', family: 4 },
    ]);
  });

  it('nowhere by other schemes or with a user name', async () => {
    await expect(allowedAddresses(new URL('ftp://93.184.215.14/'), [])).rejects.toThrow('only http and https');
    await expect(allowedAddresses(new URL('https://me:pw@93.184.215.14/'), [])).rejects.toThrow('user name');
  });

  it('to hosts that the operator allowed, by name or with their port', async () => {
    expect(await allowedAddresses(new URL('http://127.0.0.1:9000/'), ['127.0.0.1'])).toHaveLength(1);
    expect(await allowedAddresses(new URL('http://127.0.0.1:9000/'), ['127.0.0.1:9000'])).toHaveLength(1);
    await expect(allowedAddresses(new URL('http://127.0.0.1:9000/'), ['127.0.0.1:9001'])).rejects.toThrow('not public');
  });

  it('into networks that the operator allowed', async () => {
    expect(await allowedAddresses(new URL('http://10.1.2.3/'), ['10.0.0.0/8'])).toHaveLength(1);
    await expect(allowedAddresses(new URL('http://192.168.0.1/'), ['10.0.0.0/8', 'fd00::/8'])).rejects.toThrow(
      'not public',
    );
  });

  it('takes what is not an address for not public', () => {
    expect(isGlobal('nonsense')).toBe(false);
  });
});

it('reads Retry-After as seconds or as a date', () => {
  expect(retryAfter('120', 0)).toBe(120_000);
  expect(retryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 0)).toBe(60_000);
  expect(retryAfter('soon', 0)).toBeNull();
  expect(retryAfter(null, 0)).toBeNull();
});

it('tells of an answer its type, length and time, and nothing else that a receiver can write', () => {
  const about = (type: string, length: string) =>
    aboutAnswer(new Headers({ 'content-type': type, 'content-length': length }), 12.3);
  expect(about('text/html; charset=utf-8', '1234')).toBe('text/html, 1234 bytes, after 12 ms');
  expect(about('the secret is hunter2', 'hunter2')).toBe('after 12 ms');
  expect(about('text/html hunter2', '')).toBe('after 12 ms');
});
