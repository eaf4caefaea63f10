import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Keys as their makers shape them, long enough to be real. F87 looks for secrets at run time; this is about the repository itself. */
const shapes: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bAIza[\w-]{35}\b/g,
  /\b(?:gh[opsur]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255}|glpat-[\w-]{20,64}|npm_[A-Za-z0-9]{36})\b/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{20,255}/g,
  /\b[rs]k_live_[A-Za-z0-9]{20,255}/g,
  /\bsk-(?:proj|ant)-[\w-]{20,255}/g,
  /\bsbx_(?:in|rd|op|ad)_[\w-]{43}\b/g,
  /\bsbw_[\w-]{22}\b/g,
  /\bwhsec_[A-Za-z0-9+/]{32,255}={0,2}/g,
  /\beyJ[\w-]{17,2000}\.eyJ[\w-]{17,2000}\.[\w-]{32,1000}/g,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{64,8000}/g,
];

/** Bits a character. Words and repeated letters of tests have less than what chance made; AWS' own example ends in a word. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
}
const leastEntropy = 3.2;

const secretsIn = (text: string): string[] =>
  shapes
    .flatMap((shape) => [...text.matchAll(shape)].map(([found]) => found))
    .filter((one) => entropyOf(one) > leastEntropy && !one.endsWith('EXAMPLE'));

it('finds keys of every make, and takes what is written by hand for none', () => {
  const chance = 'q7Zx2Rk9Vb4Nc8Mw1Lp6Tj3Hs5Fd0Gy7Ua2Ke9Wi4Ro8Xz6';
  const keys = [
    `AKIA${'Q7ZX2RK9VB4NC8MW'}`,
    `AIza${chance.slice(0, 35)}`,
    `ghp_${chance.slice(0, 36)}`,
    `glpat-${chance.slice(0, 20)}`,
    `npm_${chance.slice(0, 36)}`,
    `xoxb-1234567890-${chance.slice(0, 24)}`,
    `sk_live_${chance.slice(0, 24)}`,
    `sk-proj-${chance.slice(0, 40)}`,
    `sbx_ad_${chance.slice(0, 43)}`,
    `sbw_${chance.slice(0, 22)}`,
    `whsec_${chance.slice(0, 44)}`,
    `eyJ${chance.slice(0, 20)}.eyJ${chance.slice(0, 20)}.${chance.slice(0, 43)}`,
    `-----BEGIN RSA PRIVATE KEY-----\n${chance}${chance}\n`,
  ];
  for (const key of keys) expect(secretsIn(`const it = '${key}';`), key).toHaveLength(1);
  expect(secretsIn(`sbx_ad_${'A'.repeat(43)} ghp_${'0'.repeat(36)}`)).toEqual([]);
});

it('no tracked file holds a key', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  expect(files.length).toBeGreaterThan(1_000);
  const found = files.flatMap((file) => {
    const path = resolve(root, file);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return [];
    // the file and the first letters alone: what is found must not be told on
    return secretsIn(readFileSync(path, 'latin1')).map((secret) => `${file}: ${secret.slice(0, 10)}…`);
  });
  expect(found).toEqual([]);
});
