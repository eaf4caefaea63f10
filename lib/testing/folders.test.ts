import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

test('the root holds no other folder than those of ARCHITECTURE.md, those with a dot aside', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
  const folders = new Set(files.filter((file) => /^[^./][^/]*\//.test(file)).map((file) => file.split('/')[0]));
  expect([...folders].sort()).toEqual(['app', 'collectors', 'e2e', 'lib', 'otel']);
});
