import { describe, expect, it } from 'vitest';
import {
  hashWidgetToken,
  isSignedFor,
  isWidgetToken,
  mintWidgetToken,
  signingKeyOf,
  signWidgetUrl,
} from './widget-token.ts';

const id = '0198c0de-0000-4000-8000-000000000001';
const { token, hash } = mintWidgetToken();
const key = signingKeyOf('a secret of at least some length', id, hash);
const signed = signWidgetUrl(key, id, new URLSearchParams({ label: 'your export', style: 'flat' }), 2_000);

describe('a widget token', () => {
  it('has 128 bits and a prefix, and is known by its hash', () => {
    expect(isWidgetToken(token)).toBe(true);
    expect(Buffer.from(token.slice(4), 'base64url')).toHaveLength(16);
    expect(hashWidgetToken(token)).toEqual(hash);
    for (const bad of ['', `${token}x`, token.slice(1), 'sbx_rd_x', '__proto__'])
      expect(isWidgetToken(bad)).toBe(false);
  });
});

describe('a signed URL', () => {
  const at = 1_999_000;
  it('opens its widget until it runs out, in whatever order its options come', () => {
    expect(isSignedFor(key, id, signed, at)).toBe(true);
    expect(isSignedFor(key, id, new URLSearchParams([...signed].reverse()), at)).toBe(true);
    expect(isSignedFor(key, id, signed, 2_000_000)).toBe(false);
  });
  it('opens nothing when anything about it was changed', () => {
    const changed = (change: (params: URLSearchParams) => void) => {
      const params = new URLSearchParams(signed);
      change(params);
      return isSignedFor(key, id, params, at);
    };
    expect(changed((p) => p.set('label', 'other'))).toBe(false);
    expect(changed((p) => p.set('expires', '9999999999'))).toBe(false);
    expect(changed((p) => p.append('expires', '2000'))).toBe(false);
    expect(changed((p) => p.append('more', '1'))).toBe(false);
    expect(changed((p) => p.delete('signature'))).toBe(false);
    expect(changed((p) => p.set('signature', ''))).toBe(false);
    expect(changed((p) => p.set('signature', 'none'))).toBe(false);
    expect(isSignedFor(key, id.replace('1', '2'), signed, at)).toBe(false);
  });
  it('ends with the token that its key follows from', () => {
    expect(
      isSignedFor(signingKeyOf('a secret of at least some length', id, mintWidgetToken().hash), id, signed, at),
    ).toBe(false);
  });
});
