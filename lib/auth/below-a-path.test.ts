import { describe, expect, it } from 'vitest';
import { sessionTokenOf } from '#lib/api/sessions.ts';
import type { Pool } from '#lib/db/pool.ts';
import { readSettings } from '#lib/env.ts';
import { originFault } from '#lib/http/same-origin.ts';
import { authOptions } from './auth.ts';
import { basePathOf } from './public-url.ts';

const cookieAt = (url: string) => {
  const { cookies, defaultCookieAttributes } = authOptions({} as Pool, { url, secret: 'x' }).advanced;
  return [cookies.session_token.name, defaultCookieAttributes.path, defaultCookieAttributes.secure];
};

describe('a public URL', () => {
  it('may have a path, below which the cookie stays; its name holds browsers to as much as is possible there', () => {
    expect(basePathOf('https://box.example.com')).toBe('');
    expect(basePathOf('https://example.com/ops/signalbox/')).toBe('/ops/signalbox');
    expect(cookieAt('https://box.example.com')).toEqual(['__Host-signalbox_session', '/', true]);
    expect(cookieAt('https://example.com/ops')).toEqual(['__Secure-signalbox_session', '/ops', true]);
    expect(cookieAt('http://localhost:3000')).toEqual(['signalbox_session', '/', false]);
    for (const prefix of ['', '__Host-', '__Secure-'])
      expect(sessionTokenOf(new Headers({ cookie: `a=b; ${prefix}signalbox_session=t.s` }))).toBe('t');
  });

  it('is compared by its origin, whatever its path', () => {
    const from = (origin: string) => originFault(new Headers({ origin, cookie: 'x' }), 'https://example.com/ops');
    expect(from('https://example.com')).toBeNull();
    expect(from('http://127.0.0.1:3000')).toContain('https://example.com');
  });

  it('has nothing else behind its host', () => {
    expect(readSettings({ SIGNALBOX_URL: 'https://example.com/ops/signal-box_2/' }).url).toMatch(/_2$/);
    for (const url of [
      'https://example.com/?a=1',
      'https://example.com/#x',
      'https://example.com/a%20b',
      'https://e/a//b',
    ]) {
      const refusal = (): unknown => readSettings({ SIGNALBOX_URL: url });
      expect(refusal, url).toThrow(expect.objectContaining({ fields: { SIGNALBOX_URL: expect.any(String) } }));
    }
  });
});
