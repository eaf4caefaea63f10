import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
const folder = mkdtempSync(join(tmpdir(), 'signalbox-direction-'));

const against: [string, string][] = [
  ['lib/domain/to-app.ts', '#app/_data/run.ts'],
  ['lib/domain/to-collectors.ts', '#collectors/otlp/door.ts'],
  ['lib/domain/to-collectors-by-path.ts', '../../collectors/otlp/door.ts'],
  ['otel/to-lib.ts', '#lib/errors.ts'],
  ['collectors/bullmq/to-app.ts', '#app/_data/run.ts'],
  ['app/to-reader.tsx', '#collectors/bullmq/read.ts'],
  ['e2e/stories/to-app.ts', '#app/_data/run.ts'],
];
const along: [string, string][] = [
  ['app/to-lib.tsx', '#lib/errors.ts'],
  ['app/to-manifest.tsx', '#collectors/bullmq/manifest.ts'],
  ['collectors/bullmq/to-lib.ts', '#lib/errors.ts'],
  ['lib/domain/to-otel.ts', '#otel/semconv.ts'],
];
const refused = new Set<string>();

/** A project of its own under our biome.json, with one import in each file; linted once. */
beforeAll(() => {
  copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
  for (const [file, path] of [...against, ...along]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `import { x } from '${path}';\nconsole.log(x);\n`);
  }
  const args = [biome, 'lint', '--vcs-enabled=false', '--only=noRestrictedImports', '--reporter=json', '.'];
  const done = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(done.stdout) as {
    diagnostics: { category: string; location: { path: string } }[];
  };
  for (const { category, location } of diagnostics) {
    if (category.endsWith('noRestrictedImports')) refused.add(location.path);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the direction of imports', () => {
  test.each(against)('refuses %s that imports %s', (file) => {
    expect(refused).toContain(file);
  });

  test.each(along)('lets %s import %s', (file) => {
    expect(refused).not.toContain(file);
  });
});
