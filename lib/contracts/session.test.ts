import { expect, it } from 'vitest';
import { isPathOfOurs } from './session.ts';

it('leads nobody to another site after signing in', () => {
  for (const path of ['/', '/runs?state=dead&q=//x', '/c/a%2Fb', '/runs#top'])
    expect(isPathOfOurs(path), path).toBe(true);
  const elsewhere = [
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n\\evil.example',
    'https://evil.example',
    'runs',
    '',
    '\t//evil.example',
    'javascript:alert(1)',
  ];
  for (const path of elsewhere) expect(isPathOfOurs(path), JSON.stringify(path)).toBe(false);
});
