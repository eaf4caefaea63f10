// Keeps child processes running: restarts what ends by itself, with a growing pause, and ends all of them in order.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readableLine } from '#lib/launch/readable-line.ts';

export interface ChildPlan {
  name: string;
  /** Arguments of Node: a script and its own arguments. */
  args: string[];
  env: Record<string, string | undefined>;
  cwd: string;
}

const graceMs = 12_000;
const firstPauseMs = 200;
const longestPauseMs = 10_000;
/** A child that ran this long is considered healthy again. */
const healthyAfterMs = 30_000;

export class Supervisor {
  readonly #say: (line: string) => void;
  readonly #running = new Map<string, ChildProcess>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isStopping = false;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Starts a child and keeps it running until `stop`. */
  keep(plan: ChildPlan, pauseMs: number = firstPauseMs): void {
    if (this.#isStopping) return;
    const beganAt = Date.now();
    const child = spawn(process.execPath, ['--import', join(import.meta.dirname, 'end-with-parent.ts'), ...plan.args], {
      cwd: plan.cwd,
      env: plan.env as NodeJS.ProcessEnv,
      stdio: ['pipe', 'pipe', 'pipe'],
      // own process group: Ctrl-C reaches the launcher alone, which ends the others in order
      detached: true,
    });
    this.#running.set(plan.name, child);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) =>
        this.#say(`${plan.name.padEnd(8)}│ ${readableLine(line)}`),
      );
    }
    child.stdin.on('error', () => {});
    child.once('exit', (code, signal) => {
      this.#running.delete(plan.name);
      if (this.#isStopping) return;
      const pause = Date.now() - beganAt > healthyAfterMs ? firstPauseMs : pauseMs;
      this.#say(`${plan.name} ended (${signal ?? `exit ${code}`}); starting it again in ${pause / 1000} s`);
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.keep(plan, Math.min(pause * 2, longestPauseMs));
      }, pause);
      this.#timers.add(timer);
    });
  }

  /** Process ids by name, for tests and `doctor`. */
  pids(): Record<string, number | undefined> {
    return Object.fromEntries([...this.#running].map(([name, child]) => [name, child.pid]));
  }

  /** Ends the children in the order given, the rest after; each gets 12 s before SIGKILL. */
  async stop(order: string[] = []): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const name of order) await this.#end(this.#running.get(name));
    await Promise.all([...this.#running.values()].map((child) => this.#end(child)));
  }

  async #end(child: ChildProcess | undefined): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(timer);
  }
}
