import { describe, expect, it } from 'vitest';
import { apiHeaders, pageHeaders } from './security-headers.ts';

const https = { isHttps: true, isDevelopment: false, basePath: '' };
const page = pageHeaders('bm9uY2U=', https);
const directive = (name: string): string =>
  page['content-security-policy']?.split('; ').find((part) => part.startsWith(`${name} `)) ?? '';

describe('the headers of pages', () => {
  it('run only scripts with this answer’s nonce', () => {
    expect(directive('script-src')).toBe("script-src 'self' 'nonce-bm9uY2U=' 'strict-dynamic'");
  });

  it('take style elements with the nonce alone, and no style attributes', () => {
    expect(directive('style-src')).toBe("style-src 'self' 'nonce-bm9uY2U='");
    expect(page['content-security-policy']).not.toMatch(/style-src-|unsafe-inline/);
  });

  it('let nobody frame them, move their base or take their forms elsewhere', () => {
    expect(directive('frame-ancestors')).toBe("frame-ancestors 'none'");
    expect(directive('base-uri')).toBe("base-uri 'none'");
    expect(directive('form-action')).toBe("form-action 'self'");
  });

  it('insist on HTTPS only where it is served', () => {
    expect(page['strict-transport-security']).toBeDefined();
    expect(pageHeaders('x', { ...https, isHttps: false })['strict-transport-security']).toBeUndefined();
  });

  it('let browsers report refusals to ourselves, below the path of the public URL', () => {
    expect(directive('report-uri')).toBe('report-uri /api/v1/csp-reports');
    expect(directive('report-to')).toBe('report-to refusals');
    expect(page['reporting-endpoints']).toBe('refusals="/api/v1/csp-reports"');
    const below = pageHeaders('x', { ...https, isHttps: false, basePath: '/ops' });
    expect(below['content-security-policy']).toMatch(/; report-uri \/ops\/api\/v1\/csp-reports$/);
    expect(below['reporting-endpoints']).toBeUndefined();
  });
});

describe('the headers of the API', () => {
  it('allow nothing to be loaded, framed, sniffed or stored', () => {
    expect(apiHeaders['content-security-policy']).toContain("default-src 'none'");
    expect(apiHeaders['x-content-type-options']).toBe('nosniff');
    expect(apiHeaders['cache-control']).toBe('no-store');
  });
});
