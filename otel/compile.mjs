// Compiles what package.json exports (the kit, and health in React) into `.compiled` beside its sources: Node strips no types below
// node_modules. In plain JavaScript, because it runs as npm's `prepare`, under whatever Node npm has. Usage: node otel/compile.mjs [--if-stale]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = import.meta.dirname ?? dirname(fileURLToPath(import.meta.url));
/** Folders, each with the file that is put in its place last: when it is there, all are. */
const parts = [
  { folder: here, mark: 'index.js' },
  { folder: join(here, '../lib/embed/react'), mark: 'client.js' },
];
const outputOf = ({ folder }) => join(folder, '.compiled');

/** Whether a source is newer than what was compiled, or nothing was. */
function isStale(part) {
  const mark = join(outputOf(part), part.mark);
  if (!existsSync(mark)) return true;
  const compiledAt = statSync(mark).mtimeMs;
  const sources = readdirSync(part.folder).filter((name) => /(?<!\.test)\.ts$|^tsconfig\.json$/.test(name));
  return sources.some((name) => statSync(join(part.folder, name)).mtimeMs > compiledAt);
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
function replaceOutput(part, made) {
  const output = outputOf(part);
  mkdirSync(output, { recursive: true });
  const names = new Set(readdirSync(made));
  for (const name of names) if (name !== part.mark) renameSync(join(made, name), join(output, name));
  for (const name of readdirSync(output)) if (!names.has(name)) rmSync(join(output, name));
  renameSync(join(made, part.mark), join(output, part.mark));
}

/** Throws at type errors; says so and does nothing where there is no compiler. */
export function compileKit({ onlyIfStale = false } = {}) {
  const wanted = parts.filter((part) => existsSync(part.folder) && (!onlyIfStale || isStale(part)));
  if (wanted.length === 0) return;
  const compiler = compilerPath();
  if (!compiler) {
    console.warn('signalbox/otel is not compiled: TypeScript is a dev dependency, and those were left out.');
    return;
  }
  for (const part of wanted) {
    const made = mkdtempSync(join(part.folder, '.compiling-'));
    try {
      execFileSync(process.execPath, [compiler, '-p', part.folder, '--outDir', made], { stdio: 'inherit' });
      replaceOutput(part, made);
    } finally {
      rmSync(made, { recursive: true, force: true });
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  compileKit({ onlyIfStale: process.argv.includes('--if-stale') });
}
