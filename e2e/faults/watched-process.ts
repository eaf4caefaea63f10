// What a process of the product costs while a fault is played: memory, CPU time, open files, and whether it is still the same process.
import { readdir, readFile } from 'node:fs/promises';
import { descendants } from '../product/processes.ts';
import type { Product } from '../product/start-product.ts';

/** What the door may hold at most, under any fault. */
export const doorCeilingMib = 384;
const sampleEveryMs = 50;
/** Linux counts CPU time in hundredths of a second on every machine we know. */
const ticksPerSecond = 100;

export interface Cost {
  /** It did not die in between. */
  isSame: boolean;
  rssPeakMib: number;
  /** Peak over what it held before. */
  rssGrowthMib: number;
  cpuSeconds: number;
}

async function rssMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond;
}

/** Files and sockets that a process holds open. */
export async function openFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`).catch(() => [])).length;
}

/** The one process of `roles` (as on its command line), once it runs. */
export async function pidOf(product: Product, roles: string): Promise<number> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const [pid] = await descendants(product.pid, `--roles=${roles}`);
    if (pid !== undefined) return pid;
    if (Date.now() > deadline) throw new Error(`no process has --roles=${roles}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Watches the door (or another process by its roles) until `stop`, which tells the cost. */
export async function watchProcess(product: Product, roles = 'door'): Promise<{ pid: number; stop(): Promise<Cost> }> {
  const pid = await pidOf(product, roles);
  const before = await rssMib(pid);
  const cpuBefore = await cpuSeconds(pid);
  let peak = before;
  const timer = setInterval(async () => {
    peak = Math.max(peak, await rssMib(pid));
  }, sampleEveryMs);
  return {
    pid,
    async stop() {
      clearInterval(timer);
      const cpu = (await cpuSeconds(pid)) - cpuBefore;
      return {
        isSame: (await descendants(product.pid, `--roles=${roles}`)).includes(pid),
        rssPeakMib: Math.round(peak),
        rssGrowthMib: Math.round(peak - before),
        cpuSeconds: Math.round(cpu * 100) / 100,
      };
    },
  };
}
