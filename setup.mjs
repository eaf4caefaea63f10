#!/usr/bin/env node
// Entry of every command, in plain JavaScript so that any Node ≥ 20 can run it: installs what is missing, then hands over to
// the right Node. Usage: node setup.mjs start|demo|doctor|migrate|test|check|bench
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const at = (...parts) => join(root, ...parts);

const targets = {
  start: ['lib/launch/main.ts', 'start'],
  demo: ['lib/launch/main.ts', 'demo'],
  doctor: ['lib/launch/main.ts', 'doctor'],
  migrate: ['lib/launch/main.ts', 'migrate'],
  health: ['lib/launch/main.ts', 'health'],
  sbom: ['lib/launch/sbom.ts'],
  'database-roles': ['lib/launch/main.ts', 'database-roles'],
  'rotate-secret': ['lib/launch/main.ts', 'rotate-secret'],
  test: ['lib/testing/run-all.ts', 'test'],
  check: ['lib/testing/run-all.ts', 'check'],
  bench: ['e2e/bench/main.ts'],
  faults: ['e2e/faults/main.ts'],
  dev: ['lib/launch/main.ts', 'dev'],
  outbox: ['collectors/outbox.ts'],
  exec: ['lib/launch/exec/main.ts'],
  schedules: ['lib/launch/import-schedules.ts'],
  runs: ['lib/launch/client/main.ts', 'runs'],
  journey: ['lib/launch/client/main.ts', 'journey'],
  tail: ['lib/launch/client/main.ts', 'tail'],
  mcp: ['lib/launch/client/main.ts', 'mcp'],
};

function fail(message) {
  console.error(message);
  process.exit(1);
}

function run(command, args, options) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (done.status !== 0) fail(`"${command} ${args.join(' ')}" failed${done.error ? `: ${done.error.message}` : ''}.`);
}

/** Installed by npm and not older than the lockfile. A link to another checkout's packages is left alone: npm would empty those. */
function isInstalled() {
  if (lstatSync(at('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return true;
  const mark = at('node_modules', '.package-lock.json');
  return existsSync(mark) && statSync(mark).mtimeMs >= statSync(at('package-lock.json')).mtimeMs - 2_000;
}

/** `^22.19 || ^24 || >=26`, as in package.json. */
function isFit(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 22 && minor >= 19) || major === 24 || major >= 26;
}

/** A Node that runs TypeScript: this one, or the npm package `node`, finishing its install where scripts were off. */
function fitNode() {
  const shipped = at('node_modules', 'node', 'bin', 'node');
  if (!existsSync(shipped) && !isFit(process.versions.node)) {
    run(process.execPath, ['installArchSpecificPackage'], { cwd: at('node_modules', 'node') });
  }
  if (existsSync(shipped)) return shipped;
  if (isFit(process.versions.node)) return process.execPath;
  return fail(
    `Node ${process.versions.node} is too old and the npm package "node" could not be installed. Install Node 24.`,
  );
}

/** What an installed package can do; the product itself is built from a clone. */
const installedCommands = ['exec', 'schedules', 'runs', 'journey', 'tail', 'mcp'];
const isPackage = root.split(sep).includes('node_modules');
/** For Node, which strips types from no file of a package. */
const nodeOptions = isPackage
  ? ['--disable-warning=ExperimentalWarning', '--import', pathToFileURL(at('lib', 'launch', 'strip-types.mjs')).href]
  : [];

const [command = 'start', ...args] = process.argv.slice(2);
const known = isPackage ? installedCommands : Object.keys(targets);
const target = targets[command];
if (!target) fail(`Unknown command "${command}". Known: ${known.join(', ')}.`);
if (!known.includes(command))
  fail(`"${command}" runs in a clone of the repository. The installed package has: ${known.join(', ')}.`);
// Around a command of somebody's nothing is installed first.
if (command !== 'exec' && existsSync(at('package-lock.json')) && !isInstalled()) {
  console.error('Installing dependencies (npm ci) …');
  // npm's exit decides; quiet, because the engine warnings of an older Node do not concern the Node we run on
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
  });
}

if (existsSync(at('node_modules', 'typescript'))) {
  const { compileKit } = await import('./otel/compile.mjs');
  compileKit({ onlyIfStale: true });
}

/** What is found first is ours: not for a command of somebody's. */
const withOurs = (path = '') => `${at('node_modules', '.bin')}${delimiter}${path}`;
const node = fitNode();
const child = spawn(node, [...nodeOptions, at(target[0]), ...target.slice(1), ...args], {
  cwd: ['start', 'demo', 'doctor', 'exec', 'schedules'].includes(command) ? process.cwd() : root,
  // our end of its stdin: it stops when we are gone; some read their own
  stdio: [['mcp', 'exec', 'schedules'].includes(command) ? 'inherit' : 'pipe', 'inherit', 'inherit'],
  env: command === 'exec' ? process.env : { ...process.env, PATH: withOurs(process.env.PATH) },
});
const end = () => child.kill('SIGTERM');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, command === 'exec' ? passOn : end);
/** Somebody's command gets what we get; at a terminal Ctrl-C reaches it by itself. */
function passOn(signal) {
  if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
}
// npm's shell does not pass signals on, and npm itself may be killed: then we belong to somebody else
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && end(), 1_000).unref();
child.on('error', (error) => fail(error.message));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
