import { expect, it } from 'vitest';
import { readPolicyReports } from './policy-report.ts';

const byUri = (fields: Record<string, unknown>) => readPolicyReports({ 'csp-report': fields });
const secret = 'https://evil.example/steal?token=hunter2#fragment';

it('reads what report-uri sends', () => {
  expect(byUri({ 'effective-directive': 'script-src-elem', 'blocked-uri': secret })).toEqual([
    { directive: 'script-src-elem', blocked: 'https://evil.example' },
  ]);
  // browsers before CSP 3: the directive with its sources
  expect(byUri({ 'violated-directive': "img-src 'self'", 'blocked-uri': 'data' })).toEqual([
    { directive: 'img-src', blocked: 'data' },
  ]);
});

it('reads what report-to sends, and leaves out what is no refusal', () => {
  expect(
    readPolicyReports([
      { type: 'csp-violation', url: secret, body: { effectiveDirective: 'style-src-attr', blockedURL: 'inline' } },
      { type: 'deprecation', body: { id: 'x' } },
    ]),
  ).toEqual([{ directive: 'style-src-attr', blocked: 'inline' }]);
});

it('keeps nothing of an address but its origin, and no word that is not known', () => {
  const told = byUri({ 'effective-directive': `x${secret}`, 'blocked-uri': 'a\nforged line', 'script-sample': secret });
  expect(told).toEqual([{ directive: 'other', blocked: 'other' }]);
  expect(byUri({ 'effective-directive': '__proto__', 'blocked-uri': 'chrome-extension://abc/x.js' })).toEqual([
    { directive: 'other', blocked: 'chrome-extension:' },
  ]);
  expect(byUri({ 'blocked-uri': `https://${'a'.repeat(60)}.${'b'.repeat(60)}.example/` })[0]?.blocked).toHaveLength(
    100,
  );
  expect(byUri({ 'effective-directive': 7, 'blocked-uri': {} })).toEqual([{ directive: 'other', blocked: 'other' }]);
});

it('refuses other bodies, and reads at most 20 reports of one', () => {
  for (const body of [null, 'x', {}, { 'csp-report': 1 }, [1]]) expect(() => readPolicyReports(body)).toThrow();
  const many = Array.from({ length: 500 }, () => ({ type: 'csp-violation', body: {} }));
  expect(readPolicyReports(many)).toHaveLength(20);
});
