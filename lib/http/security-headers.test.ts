import { describe, expect, it } from 'vitest';
import { apiHeaders, pageHeaders } from './security-headers.ts';

const page = pageHeaders('bm9uY2U=', { isHttps: true, isDevelopment: false });
const directive = (name: string): string =>
  page['content-security-policy']?.split('; ').find((part) => part.startsWith(`${name} `)) ?? '';

describe('the headers of pages', () => {
  it('run only scripts with this answer’s nonce', () => {
    expect(directive('script-src')).toBe("script-src 'self' 'nonce-bm9uY2U=' 'strict-dynamic'");
  });

  it('take style elements with the nonce alone', () => {
    expect(directive('style-src-elem')).toBe("style-src-elem 'self' 'nonce-bm9uY2U='");
  });

  it('let nobody frame them, move their base or take their forms elsewhere', () => {
    expect(directive('frame-ancestors')).toBe("frame-ancestors 'none'");
    expect(directive('base-uri')).toBe("base-uri 'none'");
    expect(directive('form-action')).toBe("form-action 'self'");
  });

  it('insist on HTTPS only where it is served', () => {
    expect(page['strict-transport-security']).toBeDefined();
    expect(pageHeaders('x', { isHttps: false, isDevelopment: false })['strict-transport-security']).toBeUndefined();
  });
});

describe('the headers of the API', () => {
  it('allow nothing to be loaded, framed, sniffed or stored', () => {
    expect(apiHeaders['content-security-policy']).toContain("default-src 'none'");
    expect(apiHeaders['x-content-type-options']).toBe('nosniff');
    expect(apiHeaders['cache-control']).toBe('no-store');
  });
});
