import { describe, expect, it } from 'vitest';
import { originFault } from './same-origin.ts';

const fault = (headers: Record<string, string>) => originFault(new Headers(headers), 'https://jobs.example/');
const cookie = 'signalbox_session=x';

describe('an unsafe request with a cookie', () => {
  it('must come from our own pages', () => {
    expect(fault({ cookie, 'sec-fetch-site': 'same-origin' })).toBeNull();
    expect(fault({ cookie, origin: 'https://jobs.example' })).toBeNull();
  });

  it('is refused from anywhere else, and when it does not say', () => {
    const foreign: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://jobs.example.evil' },
      { origin: 'http://jobs.example' },
      { origin: 'null' },
    ];
    for (const headers of foreign) {
      expect(fault({ cookie, ...headers }), JSON.stringify(headers)).not.toBeNull();
    }
  });
});

describe('an unsafe request without a cookie', () => {
  it('passes with a token, or from a program that is no browser', () => {
    expect(fault({ authorization: 'Bearer x', origin: 'https://evil.example' })).toBeNull();
    expect(fault({})).toBeNull();
  });

  it('is refused when a browser sends it from another site', () => {
    expect(fault({ origin: 'https://evil.example' })).not.toBeNull();
  });
});
