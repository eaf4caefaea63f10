// Compiles the kit into `.compiled`, which package.json exports: Node strips no types below node_modules. In plain JavaScript, because it
// runs as npm's `prepare`, under whatever Node npm has. Usage: node otel/compile.mjs [--if-stale]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = import.meta.dirname ?? dirname(fileURLToPath(import.meta.url));
const output = join(here, '.compiled');
const mark = join(output, 'index.js');

/** Whether a source is newer than what was compiled, or nothing was. */
function isStale() {
  if (!existsSync(mark)) return true;
  const compiledAt = statSync(mark).mtimeMs;
  const sources = readdirSync(here).filter((name) => /(?<!\.test)\.ts$|^tsconfig\.json$/.test(name));
  return sources.some((name) => statSync(join(here, name)).mtimeMs > compiledAt);
}

/** The compiler's entry; null where dev dependencies were left out. */
function compilerPath() {
  try {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    return join(dirname(manifest), 'bin', 'tsc');
  } catch {
    return null;
  }
}

/** File by file, each at once: others may be loading them. */
function replaceOutput(made) {
  mkdirSync(output, { recursive: true });
  const names = new Set(readdirSync(made));
  for (const name of names) if (name !== 'index.js') renameSync(join(made, name), join(output, name));
  for (const name of readdirSync(output)) if (!names.has(name)) rmSync(join(output, name));
  renameSync(join(made, 'index.js'), mark);
}

/** Throws when the kit has type errors; says so and does nothing where there is no compiler. */
export function compileKit({ onlyIfStale = false } = {}) {
  if (onlyIfStale && !isStale()) return;
  const compiler = compilerPath();
  if (!compiler) {
    console.warn('signalbox/otel is not compiled: TypeScript is a dev dependency, and those were left out.');
    return;
  }
  const made = mkdtempSync(join(here, '.compiling-'));
  try {
    execFileSync(process.execPath, [compiler, '-p', here, '--outDir', made], { stdio: 'inherit' });
    replaceOutput(made);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  compileKit({ onlyIfStale: process.argv.includes('--if-stale') });
}
