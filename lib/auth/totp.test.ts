import { describe, expect, it } from 'vitest';
import { base32, codeAt, newTotpSecret, otpauthUri, stepAt, stepOfCode } from './totp.ts';

// of RFC 4226 and RFC 6238
const secret = Buffer.from('12345678901234567890');

describe('a code', () => {
  it('is that of RFC 4226, appendix D', () => {
    const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
    expect(codes.map((_, step) => codeAt(secret, step))).toEqual(codes);
  });

  it('is that of RFC 6238, appendix B, by its last six digits', () => {
    const eightDigits: [seconds: number, code: string][] = [
      [59, '94287082'],
      [1_111_111_109, '07081804'],
      [1_111_111_111, '14050471'],
      [1_234_567_890, '89005924'],
      [2_000_000_000, '69279037'],
      [20_000_000_000, '65353130'],
    ];
    for (const [seconds, code] of eightDigits)
      expect(codeAt(secret, stepAt(seconds * 1000)), String(seconds)).toBe(code.slice(2));
  });
});

describe('taking a code', () => {
  const nowMs = 1_234_567_890_000;
  const now = stepAt(nowMs);
  const take = (step: number, lastUsed = 0) => stepOfCode(secret, codeAt(secret, step), nowMs, lastUsed);

  it('allows for clocks that are a step apart, and no more', () => {
    expect([-2, -1, 0, 1, 2].map((drift) => take(now + drift))).toEqual([null, now - 1, now, now + 1, null]);
  });

  it('changes with the second that a step ends in', () => {
    const ofFirstStep = (atMs: number) => stepOfCode(secret, codeAt(secret, 1), atMs, 0);
    expect([29_999, 30_000, 59_999, 60_000, 89_999, 90_000].map(ofFirstStep)).toEqual([1, 1, 1, 1, 1, null]);
    expect(stepOfCode(secret, codeAt(secret, 2), 29_999, 0)).toBeNull();
  });

  it('refuses what was used, and what is older', () => {
    expect(take(now, now)).toBeNull();
    expect(take(now - 1, now)).toBeNull();
    expect(take(now + 1, now)).toBe(now + 1);
  });

  it('refuses everything else', () => {
    for (const code of [
      '',
      '00000',
      codeAt(secret, now).slice(1),
      `${codeAt(secret, now)}0`,
      codeAt(newTotpSecret(), now),
    ])
      expect(stepOfCode(secret, code, nowMs, 0), code).toBeNull();
  });

  it('uses up both steps of two that share a code', () => {
    const shared = 910_737;
    expect(codeAt(secret, shared)).toBe(codeAt(secret, shared + 1));
    expect(stepOfCode(secret, codeAt(secret, shared), shared * 30_000, 0)).toBe(shared + 1);
  });
});

it('writes base32 as RFC 4648, section 10', () => {
  const written = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base32(Buffer.from(text)));
  expect(written).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']);
  expect(base32(newTotpSecret())).toMatch(/^[A-Z2-7]{32}$/);
});

it('tells an app whose code it is', () => {
  const uri = new URL(otpauthUri(secret, 'Signalbox jobs.example.org', 'ada&bob@example.org'));
  expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
    'otpauth:',
    'totp',
    '/Signalbox jobs.example.org:ada&bob@example.org',
  ]);
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    issuer: 'Signalbox jobs.example.org',
  });
});
