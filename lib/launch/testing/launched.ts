// A real launcher in a process of its own, on free ports and in a folder of its own.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '#lib/launch/free-port.ts';

const launcher = resolve(import.meta.dirname, '../main.ts');

export interface Launched {
  child: ChildProcess;
  folder: string;
  env: Record<string, string | undefined>;
  output(): string;
  /** Resolves at the first match in what was printed so far or will be; rejects when the launcher ends without it. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  exited: Promise<number | null>;
  /** Every process that the launcher brought up, the database's included: marked by the data directory or our port. */
  processes(): { pid: number; command: string }[];
}

/** A folder that the database's account may enter too. */
export function launchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-launch-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Settings for one launcher beside others. `roles` without `web` needs no build. */
export async function launchEnvironment(folder: string): Promise<Record<string, string>> {
  const [web, http, grpc] = await Promise.all([freePort(), freePort(), freePort()]);
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    PORT: String(web),
    SIGNALBOX_OTLP_HTTP_PORT: String(http),
    SIGNALBOX_OTLP_GRPC_PORT: String(grpc),
    SIGNALBOX_DATA_DIR: join(folder, 'data'),
    SIGNALBOX_ROLES: 'door,watcher,deriver,keeper',
  };
}

export function launch(folder: string, env: Record<string, string | undefined>, command = 'start'): Launched {
  const child = spawn(process.execPath, [launcher, command], {
    cwd: folder,
    env: env as NodeJS.ProcessEnv,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    folder,
    env,
    output: () => text,
    exited,
    until: (pattern) =>
      new Promise((found, fail) => {
        const look = () => {
          const match = pattern.exec(text);
          if (!match) return;
          listeners.delete(look);
          found(match);
        };
        listeners.add(look);
        look();
        void exited.then((code) => fail(new Error(`the launcher ended with ${code}, without ${pattern}:\n${text}`)));
      }),
    processes: () => processesOf(folder),
  };
}

/** Processes whose environment or command line names `folder`. */
export function processesOf(folder: string): { pid: number; command: string }[] {
  const listed = execFileSync('ps', ['axeww', '-o', 'pid=,stat=,command='], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return listed
    .split('\n')
    .filter((line) => line.includes(folder))
    .map((line) => line.trim().match(/^(\d+)\s+(\S+)\s+(.*)$/))
    .filter((match) => match !== null)
    .map(([, pid, stat, command]) => ({ pid: Number(pid), stat, command: command ?? '' }))
    .filter(({ pid, stat, command }) => pid !== process.pid && !stat?.startsWith('Z') && !command.startsWith('ps '));
}

/** Polls until `holds`; the test's own time limit ends a wait in vain. */
export async function eventually<T>(look: () => T | Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    await new Promise((done) => setTimeout(done, 50));
  }
}

export async function end(launched: Launched): Promise<void> {
  if (launched.child.exitCode === null && launched.child.signalCode === null) launched.child.kill('SIGTERM');
  await launched.exited;
  await eventually(launched.processes, (left) => left.length === 0);
  rmSync(launched.folder, { recursive: true, force: true });
}
